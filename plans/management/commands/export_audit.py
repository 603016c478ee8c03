"""Writes who did what, and when, as CSV."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.formats.csv_files import csv_lines
from plans.access.views.audit import audit_of, audit_of_all
from plans.models import Partnership


class Command(BaseCommand):
    help = "Write who did what, and when, as CSV: of the whole portal, or of one partnership with the words."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partnership", metavar="SLUG", help="only of this partnership, with old and new words")

    def handle(self, *, partnership: str | None, **options: Any) -> None:
        """Print the lines as they are read."""
        table = audit_of(_find(partnership)) if partnership else audit_of_all()
        for piece in csv_lines(list(table.columns), table.rows):
            self.stdout.write(piece, ending="")


def _find(slug: str) -> Partnership:
    found = Partnership.objects.filter(slug=slug).first()
    if found is None:
        raise CommandError(f"There is no partnership “{slug}”.")
    return found
