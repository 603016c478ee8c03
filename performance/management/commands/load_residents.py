"""Works out how old wards lie in new ones, from the residents of small census areas and the look-ups."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.imports.figures import BadFile
from performance.imports.reference.residents import load_residents


class Command(BaseCommand):
    help = "Load residents of small areas (columns LSOA11CD, LSOA21CD, persons): shares of old wards in new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *, file: Path, **options: Any) -> None:
        """Store the shares and print how many there are. Raises CommandError if the file cannot be read."""
        try:
            stored = load_residents(file)
        except OSError as problem:
            raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
        except BadFile as problem:
            raise CommandError(f"{file}: nothing was loaded. {problem}.") from None
        for (older, newer), count in stored.items():
            self.stdout.write(f"{older} in {newer}: {count} shares.")
