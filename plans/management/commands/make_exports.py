"""Makes the files of the newest version of each plan and report, and of sources, so that no reader waits for them."""

import time
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand

from csp_portal.contributions import contributed

LONGEST = 20  # seconds; other jobs wait


class Command(BaseCommand):
    help = "Makes the files of plans, reports and sources that are not made yet. Run it every few minutes."

    def handle(self, **options: Any) -> None:
        """Make each file by itself, until it has taken LONGEST: what is made stays made when a later one fails.
        FILE_MAKERS make what is missing of one kind of version, and give something for each file."""
        end, made = time.monotonic() + LONGEST, 0
        for _file in chain.from_iterable(make() for make in contributed("FILE_MAKERS")):
            made += 1
            if time.monotonic() >= end:
                self.stdout.write(f"Files made: {made}. What is left is for the next run.")
                return
        self.stdout.write(f"Files made: {made}.")
