"""Publishes versions of plans again from their archives."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.formats.archives import UnusableArchive
from plans.exports.archive.restoring import restore


class Command(BaseCommand):
    help = "Publish versions of plans again from their archives, in a portal that does not have them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        """Restore each file by itself. Raises CommandError at the first that is refused."""
        for file in files:
            try:
                with file.open("rb") as opened:
                    version = restore(opened)
            except OSError as problem:
                raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
            except UnusableArchive as problem:
                raise CommandError(f"{file}: nothing was restored. {problem.sentence}") from None
            self.stdout.write(f"Published again: {version}.")
        self.stdout.write("Readers find the text as it was. The rows to edit are not part of an archive.")
