"""Loads a postcode directory, so that residents can find their ward."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.imports.figures import BadFile
from performance.imports.reference.postcodes import load_postcodes


class Command(BaseCommand):
    help = "Load the ONS Postcode Directory or the National Statistics Postcode Lookup (CSV) for our own districts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *, file: Path, **options: Any) -> None:
        """Load the directory and print the postcodes of each district. Raises CommandError if it cannot be read."""
        try:
            counts = load_postcodes(file)
        except OSError as problem:
            raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
        except BadFile as problem:
            raise CommandError(f"{file}: nothing was loaded. {problem}.") from None
        for district, count in counts.items():
            self.stdout.write(f"{district}: {count:,} postcodes.")
