"""What is killed: PostgreSQL with the settings of production, the portal as `manage.py serve` starts it, its jobs."""

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.running import MANAGE, Server
from tests.with_postgres import Postgres

WORKERS = 2
PATIENCE = 60.0  # seconds until a portal that does not come back is a fault of its own


class Machine:
    """Everything that runs, and the ways to end it at once."""

    def __init__(self, folder: Path, database: Postgres) -> None:
        self.database, self.folder = database, folder
        self.portal = Server(database.url, folder, WORKERS)
        self.portal.environment["DJANGO_SETTINGS_MODULE"] = os.environ["DJANGO_SETTINGS_MODULE"]
        self.job: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.database.start()
        self.portal.start()

    def stop(self) -> None:
        self.kill_job()
        self.portal.stop()
        self.database.stop()

    @contextmanager
    def given(self, environment: dict[str, str]) -> Iterator[None]:
        """The portal and its jobs, started again with more in their environment, as long as the block of code runs."""
        usual = self.portal.environment
        for variables in (usual | environment, usual):
            self.kill_job()
            self.portal.stop()
            self.portal.environment = variables
            self.portal.start()
            if variables != usual:
                yield

    def kill_worker(self) -> None:
        """Kill one process that answers requests; its server starts another."""
        server = self.portal.process.pid
        workers = Path(f"/proc/{server}/task/{server}/children").read_text().split()
        os.kill(int(random.choice(workers)), signal.SIGKILL)

    def kill_portal(self) -> None:
        """Kill all of its processes, and start it again as systemd would."""
        self.portal.kill()
        self.portal.start()

    def kill_database(self) -> None:
        """Kill the server of the database with everything it is doing, and start it again."""
        self.database.kill()
        time.sleep(random.uniform(0, 0.3))  # in which people meet a portal without a database
        self.database.start()

    def start_database_again(self) -> None:
        """Start it if it has ended by itself, as it does when its disk is full."""
        if not self.database.is_running():
            self.database.start()

    def kill_job(self) -> None:
        """Kill what the portal does by itself, wherever it is. A timer starts it again every minute."""
        if self.job is not None:
            self.job.kill()
            self.job.wait()
            self.job = None

    def kill_import(self) -> None:
        """Kill the process that reads or saves a file beside the portal, if there is one now."""
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                words = (process / "cmdline").read_bytes().split(b"\0")
                if b"import_figures" in words and self._is_ours(process):
                    os.kill(int(process.name), signal.SIGKILL)

    def _is_ours(self, process: Path) -> bool:
        return f"DATABASE_URL={self.database.url}".encode() in (process / "environ").read_bytes().split(b"\0")

    def keep_jobs_running(self) -> None:
        """Start what is due, unless it is running."""
        if self.job is None or self.job.poll() is not None:
            with (self.folder / "jobs.log").open("ab") as log:
                command = [*MANAGE, "run_jobs", "--keep-running"]
                self.job = subprocess.Popen(command, env=self.portal.environment, stdout=log, stderr=log)

    def wait_until_well(self) -> float:
        """Seconds until the portal and its database answer again. Raises TimeoutError when they do not."""
        began = time.monotonic()
        while time.monotonic() - began < PATIENCE:
            with suppress(OSError):
                if self.portal.ask("GET", "/healthz").status == 200:
                    return time.monotonic() - began
            time.sleep(0.02)
        raise TimeoutError("The portal did not come back.")
