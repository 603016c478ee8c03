"""Writes the whole portal to one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.operation.backup import backup_file
from csp_portal.operation.backup.encryption import UnusableKey, key_in


class Command(BaseCommand):
    help = "Write the database and the files to be imported to one file. The portal may go on running."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("target", type=Path, metavar="FOLDER or FILE")
        parser.add_argument("--key-file", type=Path, help="encrypt the backup with the key that this file holds")

    def handle(self, *, target: Path, key_file: Path | None, **options: Any) -> None:
        """Raises CommandError with one sentence."""
        try:
            made = backup_file.write(target, key_in(key_file) if key_file else None)
        except (UnusableKey, backup_file.UnusableBackup) as problem:
            raise CommandError(str(problem)) from None
        words = "encrypted" if key_file else "not encrypted: keep it as safe as the database"
        self.stdout.write(f"{made}: {made.stat().st_size / 1e6:,.1f} MB, {words}.")
        self.stdout.write("SECRET_KEY, the other settings and the key of the backup are not in it. Keep them apart.")
