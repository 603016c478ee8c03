"""Serves the portal on this machine, with a plain sentence when the port is taken."""

import os
import socket
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Serve the portal on 127.0.0.1."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2)

    def handle(self, *, port: int, workers: int, **options: Any) -> None:
        """Replaces this process by the server. Raises CommandError when the port cannot be had."""
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OverflowError:
                raise CommandError(f"There is no port {port}; choose one from 1024 to 65535.") from None
            except PermissionError:
                raise CommandError(f"Port {port} needs more rights; choose one from 1024 to 65535.") from None
            except OSError:
                raise CommandError(f"Port {port} is taken; choose another: PORT={port + 1} make run") from None
        self.stdout.write(f"The portal is at http://127.0.0.1:{port}/ (stop it with Ctrl+C)")
        self.stdout.flush()
        where = ["--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "warning"]
        # Loaded once, before the workers part: they are there sooner and share its memory.
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", "--preload", *where, "csp_portal.wsgi"])
