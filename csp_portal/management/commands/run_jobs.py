"""Does what the portal does by itself and is due: once, or until it is stopped. On one machine or several."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections

from csp_portal.operation.database_away import sentence_of
from csp_portal.operation.jobs import run_due

PAUSE = 5  # seconds


class Command(BaseCommand):
    help = "Do every job that is due, such as reminders and exports. Leave it running, or run it every minute."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep-running", action="store_true", help="look for what is due until it is stopped")

    def handle(self, *, keep_running: bool, **options: Any) -> None:
        """Do what is due, and say what became of it. Raises CommandError when the database takes nothing."""
        while True:
            try:
                self._run_due()
            except OperationalError as problem:
                if not keep_running:
                    raise CommandError(f"{sentence_of(problem)} ({str(problem).strip()})") from None
                self.stderr.write(sentence_of(problem))
            if not keep_running:
                return
            self.stdout.flush()
            close_old_connections()
            time.sleep(PAUSE)

    def _run_due(self) -> None:
        for job, state in run_due():
            words = f"failed ({state.failures} in a row)" if state.failures else "done"
            said = " ".join(state.outcome.split())
            (self.stderr if state.failures else self.stdout).write(f"{job.command}: {words}. {said}".strip())
