"""python tests/with_postgres.py COMMAND …: runs a command with DATABASE_URL set to a throw-away PostgreSQL server."""

import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

# Nothing that a test stores has to survive a power cut.
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class Postgres:
    """A PostgreSQL server of one's own in a new folder, which belongs to `postgres` where this runs as root."""

    def __init__(self, folder: str, settings: tuple[str, ...] = QUICK) -> None:
        """Raises SystemExit where no server is installed."""
        found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        if not found:
            sys.exit("No PostgreSQL server is installed. On Debian: apt-get install postgresql")
        self.binaries, self.folder, self.settings, self.owner = found[-1], folder, settings, {}
        if os.getuid() == 0:  # the server refuses to run as root
            user = pwd.getpwnam("postgres")
            os.chown(folder, user.pw_uid, user.pw_gid)
            self.owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]

    @property
    def url(self) -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, **self.owner)

    def make(self) -> None:
        same = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.run("initdb", "-D", f"{self.folder}/data", *same)

    def follow(self, first: "Postgres") -> None:
        """Become a copy of another server, which then sends all that changes there."""
        where = ("-h", "127.0.0.1", "-p", str(first.port), "-U", "postgres")
        self.run("pg_basebackup", *where, "-D", f"{self.folder}/data", "-R", "-X", "stream", "-c", "fast")

    def start(self) -> None:
        """Without compiling of queries, as deploy/install.md has it."""
        chosen = " ".join(f"-c {one}" for one in ("listen_addresses=127.0.0.1", "jit=off", *self.settings))
        options = f"-p {self.port} -k {self.folder} {chosen}"
        self.run("pg_ctl", "-w", "-D", f"{self.folder}/data", "-l", f"{self.folder}/log", "-o", options, "start")

    def is_running(self) -> bool:
        command = [str(self.binaries / "pg_ctl"), "-D", f"{self.folder}/data", "status"]
        return subprocess.run(command, stdout=subprocess.DEVNULL, **self.owner).returncode == 0

    def stop(self) -> None:
        self.run("pg_ctl", "-m", "immediate", "-D", f"{self.folder}/data", "stop")

    def kill(self) -> None:
        """Kill the server and all of its processes at once, whatever they are doing."""
        first = pathlib.Path(f"{self.folder}/data/postmaster.pid").read_text().split()[0]
        processes = [first, *pathlib.Path(f"/proc/{first}/task/{first}/children").read_text().split()]
        for process in processes:
            try:
                os.kill(int(process), signal.SIGKILL)
            except ProcessLookupError:  # it had just ended
                continue
        while any(pathlib.Path(f"/proc/{process}").exists() for process in processes):
            time.sleep(0.01)


def main(command: list[str]) -> int:
    folder = tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp")
    try:
        server = Postgres(folder)
        server.make()
        server.start()
        try:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": server.url})
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
