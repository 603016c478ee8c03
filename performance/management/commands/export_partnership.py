"""Writes a whole partnership to one file, to move it to another portal."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.relocation.export import export
from plans.models import Partnership


class Command(BaseCommand):
    help = "Write a partnership with its plans, versions, figures, history and people to one zip file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="the partnership as in its address, e.g. norwich")
        parser.add_argument("file", type=Path, metavar="FILE.zip")

    def handle(self, *, slug: str, file: Path, **options: Any) -> None:
        """Write the file beside its name and then give it the name, so that half a file never has it."""
        partnership = Partnership.objects.filter(slug=slug).first()
        if partnership is None:
            known = ", ".join(Partnership.objects.order_by("slug").values_list("slug", flat=True)[:50])
            raise CommandError(f"There is no partnership “{slug}”. Choose one of: {known}.")
        half = file.with_name(f"{file.name}.part")
        try:
            with half.open("wb") as written:
                half.chmod(0o600)  # names and email addresses
                rows = export(partnership, written)
            half.replace(file)
        except OSError as problem:
            raise CommandError(f"{file}: cannot be written: {problem.strerror}.") from None
        finally:
            half.unlink(missing_ok=True)
        self.stdout.write(f"{partnership}: {sum(rows.values()):,} rows in {file}.")
        self.stdout.write("The file holds names and email addresses: keep it as you keep the database.")
