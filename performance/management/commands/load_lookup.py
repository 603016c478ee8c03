"""Loads look-ups from small census areas to wards, so that police files can be counted by ward."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.imports.figures import BadFile
from performance.imports.reference.lookups import load_lookup


class Command(BaseCommand):
    help = "Load look-ups from small areas (LSOA) to wards: CSV files with columns such as LSOA11CD and WD18CD."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        """Load each look-up in turn. Raises CommandError at the first that cannot be read or is refused."""
        for file in files:
            try:
                lookup = load_lookup(file)
            except OSError as problem:
                raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
            except BadFile as problem:
                raise CommandError(f"{file}: nothing was loaded. {problem}.") from None
            self.stdout.write(f"{lookup.title}: {len(lookup.fits)} small areas ({lookup.slug}).")
