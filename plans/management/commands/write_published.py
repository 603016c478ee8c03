"""Writes published pages into the folder from which the web server in front sends them. Run it every few seconds."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from csp_portal.operation import published_folder
from plans.search.published_pages import write_all

LONGEST = 20  # seconds; other jobs wait


class Command(BaseCommand):
    help = "Write the published pages and files that changed into PUBLISHED_FOLDER. Run it every few seconds."

    def handle(self, **options: Any) -> None:
        """Write each partnership by itself, until it has taken LONGEST. Raises CommandError when no folder is set."""
        if not published_folder.is_wanted():
            raise CommandError("PUBLISHED_FOLDER is not set, so there is nowhere to write published pages.")
        begun = time.monotonic()
        for owner, count in write_all():
            name = owner or "all partnerships"
            self.stdout.write(
                f"{name}: {count} pages." if count is not None else f"{name}: changed, left to the next run."
            )
            if time.monotonic() - begun > LONGEST:
                self.stdout.write("What is left is for the next run.")
                return
