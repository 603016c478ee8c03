"""Writes published pages into the folder from which the web server in front sends them. Run it every few seconds."""

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
        for owner, count in write_all(LONGEST):
            pages = "left to the next run" if count is None else f"{count} pages"
            self.stdout.write(f"{owner or 'all partnerships'}: {pages}.")
