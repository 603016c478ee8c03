"""Stores a partnership that another portal exported."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.formats.archives import UnusableArchive
from performance.relocation.arrival import bring_in


class Command(BaseCommand):
    help = "Store a partnership from a file of export_partnership: all of it or, if anything is wrong, nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Raises CommandError with one sentence."""
        try:
            with file.open("rb") as opened:
                arrived = bring_in(opened)
        except OSError as problem:
            raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
        except UnusableArchive as problem:
            raise CommandError(f"{file}: nothing was stored. {problem.sentence}") from None
        self.stdout.write(
            f"{arrived.partnership}: {arrived.rows:,} rows stored. "
            f"{arrived.known:,} shared rows were here already and stay as they are."
        )
        for slug in arrived.without:
            self.stdout.write(f"The partnership “{slug}” is not here: the link to it is left out.")
        self.stdout.write("Passwords do not move: people choose a new one through “Reset your password”.")
