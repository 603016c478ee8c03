"""Serves the portal, with a plain sentence when the address is taken."""

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from csp_portal.operation.metrics import FOLDER

ANY_ADDRESS = "0.0.0.0"


class Command(BaseCommand):
    help = "Serve the portal: on this machine alone, unless --bind says otherwise."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1", help="the address of this machine to listen at")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="processes; as many as the machine has cores")
        parser.add_argument("--threads", type=int, default=8, help="of each process; so many readers may be slow")
        parser.add_argument("--timeout", type=int, default=60, help="seconds after which a stuck process is replaced")

    def handle(self, *, bind: str, port: int, workers: int, threads: int, timeout: int, **options: Any) -> None:
        """Replaces this process by the server. Raises CommandError when the address cannot be had."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((bind, port))
            except OverflowError:
                raise CommandError(f"There is no port {port}; choose one from 1024 to 65535.") from None
            except PermissionError:
                raise CommandError(f"Port {port} needs more rights; choose one from 1024 to 65535.") from None
            except socket.gaierror:
                raise CommandError(f"“{bind}” is no address of this machine; use 127.0.0.1 or 0.0.0.0.") from None
            except OSError as problem:
                if problem.errno == 99:  # EADDRNOTAVAIL
                    raise CommandError(f"“{bind}” is no address of this machine; use 127.0.0.1 or 0.0.0.0.") from None
                raise CommandError(f"Port {port} is taken; choose another: PORT={port + 1} make run") from None
        address = f"http://{bind}:{port}"
        os.environ.setdefault("PORTAL_URL", address if bind != ANY_ADDRESS else f"http://127.0.0.1:{port}")
        self.stdout.write(f"The portal is at {address}/ (stop it with Ctrl+C)")
        self.stdout.flush()
        where = ["--bind", f"{bind}:{port}", "--workers", str(workers), "--threads", str(threads)]
        limits = ["--timeout", str(timeout), "--graceful-timeout", "20", "--max-requests", "50000"]
        # Forwarding headers are judged by the portal itself: csp_portal/operation/proxies.py.
        usual = ["--log-level", "warning", "--forwarded-allow-ips", "", "--chdir", str(settings.BASE_DIR)]
        os.environ[FOLDER] = str(_empty_folder(port))
        # Loaded once, before the workers part: they are there sooner and share its memory.
        command = [sys.executable, "-m", "gunicorn", "--preload", *where, *limits, *usual, "csp_portal.wsgi"]
        os.execv(sys.executable, command)


def _empty_folder(port: int) -> Path:
    """Where the processes of this server count together, from nothing."""
    folder = Path(settings.VAR) / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
