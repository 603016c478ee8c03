"""Starts servers on free loopback ports, stops them, and reads how much CPU time they took."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prepare import DATASETTE, HOST, ROOT

TICKS = os.sysconf("SC_CLK_TCK")

NGINX = """
{user}
daemon off;
worker_processes 2;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000;
    open_file_cache max=16;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen {host}:{port};
        location / {{
            root {folder}/www;
            default_type "text/html; charset=utf-8";
            add_header Content-Encoding br;
            add_header Vary Accept-Encoding;
        }}
    }}
}}
"""


class Server:
    """A running server and everything it started."""

    def __init__(self, name: str, port: int, process: subprocess.Popen) -> None:
        self.name, self.port, self.process = name, port, process

    def url(self, path: str) -> str:
        return f"http://{HOST}:{self.port}{path}"

    def cpu_seconds(self) -> float:
        """CPU time (user and system) of all its processes since they started."""
        return sum(ticks for pid, ticks in _ticks().items() if _stands_below(pid, self.process.pid)) / TICKS


def gunicorn(folder: Path, environment: dict[str, str], workers: int):
    """The portal's own WSGI application in sync workers."""
    port = free_port()
    words = ["-m", "gunicorn", "--bind", f"{HOST}:{port}", "--workers", str(workers), "--worker-class", "sync"]
    words += ["--no-control-socket", "--log-level", "warning", "csp_portal.wsgi"]
    address = {"PORTAL_URL": f"http://{HOST}:{port}"}  # files that write it are kept for its readers
    return running("gunicorn", port, [sys.executable, *words], folder, environment | address)


def nginx(folder: Path):
    """nginx that serves the files below `folder`/www as they are, marked as Brotli."""
    port = free_port()
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(NGINX.format(user=user, folder=folder, host=HOST, port=port))
    command = ["nginx", "-p", str(folder), "-e", f"{folder}/nginx.log", "-c", str(config)]
    return running("nginx", port, command, folder, dict(os.environ))


def datasette(folder: Path, database: Path, rows: int):
    """Datasette in one process, with the settings that serve a table fastest and leave nothing out."""
    port = free_port()
    command = [str(DATASETTE), "serve", "--immutable", str(database), "--host", HOST, "--port", str(port)]
    settings = {"max_returned_rows": rows, "truncate_cells_html": 0, "suggest_facets": "off"}
    for name, value in settings.items():
        command += ["--setting", name, str(value)]
    return running("datasette", port, command, folder, os.environ | {"HOME": str(folder)})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


@contextmanager
def running(name: str, port: int, command: list[str], folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    """Start a server, wait until it listens, and stop it at the end."""
    log = folder / f"{name}-{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        _wait(name, port, process, log)
        yield Server(name, port, process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(name: str, port: int, process: subprocess.Popen, log: Path) -> None:
    for _attempt in range(300):
        if process.poll() is not None:
            sys.exit(f"{name} did not start: {log.read_text().strip()[-500:]}")
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"{name} did not listen within 30 seconds.")


def _fields(pid: int) -> list[str]:
    """The fields of /proc/<pid>/stat from the third on; none for a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _ticks() -> dict[int, int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid: int(fields[11]) + int(fields[12]) for pid in pids if (fields := _fields(pid))}


def _stands_below(pid: int, ancestor: int) -> bool:
    while pid > 1:
        if pid == ancestor:
            return True
        fields = _fields(pid)
        pid = int(fields[1]) if fields else 0
    return False
