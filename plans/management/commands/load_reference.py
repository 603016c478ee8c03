"""Loads published files about wards, so that “Your place” can bring them."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.places.your_place.loading import NotReference, load_reference


class Command(BaseCommand):
    help = "Load wards by district, outlines of wards and residents of wards: files as published, see docs/data.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

        parser.add_argument("--sheet", default="", help="Which sheet of a workbook, where several have residents.")

    def handle(self, *, files: list[Path], sheet: str, **options: Any) -> None:
        """Load each file in turn. Raises CommandError at the first that cannot be read or is refused."""
        for file in files:
            try:
                loaded = load_reference(file, sheet)
            except OSError as problem:
                raise CommandError(f"{file}: cannot be read: {problem.strerror}.") from None
            except NotReference as problem:
                raise CommandError(f"{file}: nothing was loaded. {problem}") from None
            wards, districts = _counted(loaded.wards, "ward"), _counted(loaded.districts, "district")
            self.stdout.write(f"{file.name}: {loaded.what}, {wards} of {districts}.")


def _counted(number: int, kind: str) -> str:
    return f"{number} {kind}" if number == 1 else f"{number} {kind}s"
