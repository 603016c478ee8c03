"""python tests/with_postgres.py COMMAND …: runs a command with DATABASE_URL set to a throw-away PostgreSQL server."""

import os
import pathlib
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile

SETTINGS = "-c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def main(command: list[str]) -> int:
    found = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    if not found:
        sys.exit("No PostgreSQL server is installed. On Debian: apt-get install postgresql")
    binaries, folder, owner = found[-1], tempfile.mkdtemp(prefix="portal-postgres-", dir="/tmp"), {}
    if os.getuid() == 0:  # the server refuses to run as root
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        owner = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": [], "cwd": "/"}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def run(program: str, *arguments: str) -> None:
        subprocess.run([str(binaries / program), *arguments], check=True, stdout=subprocess.DEVNULL, **owner)

    try:
        run("initdb", "-D", f"{folder}/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        options = f"-p {port} -k {folder} {SETTINGS}"
        run("pg_ctl", "-w", "-D", f"{folder}/data", "-l", f"{folder}/log", "-o", options, "start")
        try:
            url = f"postgres://postgres@127.0.0.1:{port}/postgres"
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": url})
        finally:
            run("pg_ctl", "-m", "immediate", "-D", f"{folder}/data", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
