"""Puts a backup in the place of the portal's database."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.operation import health
from csp_portal.operation.backup import backup_file, databases
from csp_portal.operation.backup.encryption import UnusableKey, key_in


class Command(BaseCommand):
    help = "Restore a backup: all of it or, if anything is wrong, nothing. Stop the portal first."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--key-file", type=Path, help="the file that holds the key of the backup")
        parser.add_argument("--replace", action="store_true", help="also where the database is not empty")

    def handle(self, *, file: Path, key_file: Path | None, replace: bool, **options: Any) -> None:
        """Raises CommandError with one sentence."""
        try:
            if databases.tables() and not replace:
                raise CommandError("The database is not empty. To replace everything in it, add --replace.")
            with TemporaryDirectory(prefix="portal-restore-") as folder:
                manifest = backup_file.unpack(file, key_in(key_file) if key_file else None, Path(folder))
                backup_file.put_in_place(Path(folder))
        except (UnusableKey, backup_file.UnusableBackup, databases.UnusableDatabase) as problem:
            raise CommandError(str(problem)) from None
        rows = sum(manifest["rows"].values())
        self.stdout.write(f"Restored as it was on {backup_file.made_at(manifest):%-d %B %Y at %H:%M}: {rows:,} rows.")
        if missing := health.migrations():
            self.stdout.write(f"The backup is of an older portal. Migrations: {missing}.")
