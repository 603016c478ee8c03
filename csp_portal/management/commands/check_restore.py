"""Restores a backup into a temporary database, and checks that everything is there."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.test import Client

from csp_portal.operation import health
from csp_portal.operation.backup import backup_file, databases
from csp_portal.operation.backup.encryption import UnusableKey, key_in


class Command(BaseCommand):
    help = "Restore a backup into a temporary database and check it. The portal's own is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--key-file", type=Path, help="the file that holds the key of the backup")

    def handle(self, *, file: Path, key_file: Path | None, **options: Any) -> None:
        """Raises CommandError with one sentence; verify_versions may end with exit code 1."""
        try:
            with TemporaryDirectory(prefix="portal-restore-") as folder:
                manifest = backup_file.unpack(file, key_in(key_file) if key_file else None, Path(folder))
                self.stdout.write(f"Made on {backup_file.made_at(manifest):%-d %B %Y at %H:%M}; every checksum agrees.")
                with databases.temporary(Path(folder)):
                    databases.restore(Path(folder) / backup_file.DATABASE)
                    self._check(manifest["rows"])
        except (UnusableKey, backup_file.UnusableBackup, databases.UnusableDatabase) as problem:
            raise CommandError(str(problem)) from None

    def _check(self, expected: dict[str, int]) -> None:
        """Count, bring up to date, recompute and open."""
        databases.check_pages()
        found = databases.counts()
        if wrong := [name for name in expected if found.get(name) != expected[name]]:
            raise CommandError(f"Not as many rows as in the backup: {', '.join(wrong)}.")
        self.stdout.write(f"{len(found)} tables with {sum(found.values()):,} rows, as many as were backed up.")
        if health.migrations():
            call_command("migrate", verbosity=0)
            self.stdout.write("The backup is of an older portal; its migrations go through.")
        call_command("verify_versions", stdout=self.stdout)
        answer = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0].lstrip("*.") or "localhost").get("/", secure=True)
        if answer.status_code != 200:
            raise CommandError(f"The home page answers {answer.status_code}.")
        self.stdout.write("The home page opens. The backup can be restored.")
