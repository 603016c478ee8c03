"""Makes the files of the newest version of each plan and report, and of sources, so that no reader waits for them."""

from typing import Any

from django.core.management.base import BaseCommand

from csp_portal.contributions import contributed


class Command(BaseCommand):
    help = "Makes the files of plans, reports and sources that are not made yet. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make each file by itself: what is made stays made when a later one fails. FILE_MAKERS make what is missing of
        one kind of version and say how much that was."""
        made = sum(make() for make in contributed("FILE_MAKERS"))
        self.stdout.write(f"{made} files made.")
