"""Writes the archive of every published version to a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.exports.plan_files import forms_of, plan_file
from plans.models import Partnership, PlanVersion

NAME = "archive.zip"


class Command(BaseCommand):
    help = "Write the archive of every published version to a folder: of all partnerships, or of one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument("--partnership", default="", help="as in its address, e.g. norwich")

    def handle(self, *, folder: Path, partnership: str, **options: Any) -> None:
        """Write one file after another; each has its name only when it is whole."""
        versions = PlanVersion.objects.order_by("plan__partnership__slug", "plan__slug", "number")
        if partnership:
            if not Partnership.objects.filter(slug=partnership).exists():
                raise CommandError(f"There is no partnership “{partnership}”.")
            versions = versions.filter(plan__partnership__slug=partnership)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for version in versions.select_related("plan__partnership").iterator(chunk_size=1):
                self._write(version, folder)
        except OSError as problem:
            raise CommandError(f"{folder}: cannot be written: {problem.strerror}.") from None

    def _write(self, version: PlanVersion, folder: Path) -> None:
        """Write the archive of one version, if there is one."""
        export = forms_of(version).get(NAME)
        if export is None:
            self.stdout.write(f"{version}: withdrawn, so there is no archive.")
            return
        plan = version.plan
        file = folder / f"{plan.partnership.slug}-{plan.slug}-v{version.number}-{NAME}"
        half = file.with_name(f"{file.name}.part")
        half.write_bytes(plan_file(version, export))
        half.replace(file)
        self.stdout.write(str(file))
