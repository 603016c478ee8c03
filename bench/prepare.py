"""What a bench needs: its tools, and a portal with the demonstration content in a temporary folder."""

import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
DATASETTE = ROOT / ".venv-bench" / "bin" / "datasette"
HOST = "127.0.0.1"


PACKAGES = {"wrk": "wrk", "nginx": "nginx-light", "chromium": "chromium"}


def missing_tools(packages: dict[str, str] = PACKAGES, datasette: bool = True) -> str:
    """One sentence on what has to be installed first; empty when all is there."""
    if not Path("/proc/self/stat").exists():
        return "The bench reads CPU time from /proc and therefore needs Linux."
    if absent := [tool for tool in packages if not shutil.which(tool)]:
        install = " ".join(packages[tool] for tool in absent)
        return f"The bench needs {' and '.join(absent)}: apt-get install {install}"
    if datasette and not DATASETTE.exists():
        return (
            "The bench needs Datasette in its own environment: python3 -m venv .venv-bench && "
            ".venv-bench/bin/pip install --require-hashes -r requirements-bench.txt (make bench does it)."
        )
    return ""


def portal(folder: Path, server: str = "") -> dict[str, str]:
    """Fill a new database with the demonstration content: on the server given, else a file in `folder`.

    Returns the environment that uses it.
    """
    environment = environment_of(folder, server)
    for words in (["collectstatic", "--no-input"], ["migrate"], ["demo"]):
        command = [sys.executable, "manage.py", *words, "--verbosity", "0"]
        done = subprocess.run(command, cwd=ROOT, env=environment, text=True, capture_output=True)
        if done.returncode:
            reason = done.stderr.strip().splitlines()[-1:] or ["no reason given"]
            sys.exit(f"manage.py {words[0]} failed: {reason[0]}")
    return environment


@contextmanager
def portal_here(server: str = "") -> Iterator[Path]:
    """The same for this process, with Django set up; gives the folder, which goes at the end."""
    import django

    with TemporaryDirectory(prefix="bench-") as name:
        os.environ.update(portal(Path(name), server))
        sys.path.insert(0, str(ROOT))
        django.setup()
        yield Path(name)


def environment_of(folder: Path, server: str = "") -> dict[str, str]:
    """The environment of a portal whose database is filled already."""
    return os.environ | {
        "DATABASE_URL": server or f"sqlite:///{folder / 'portal.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "csp_portal.settings",
        "SECRET_KEY": "only for the bench",
        "ALLOWED_HOSTS": HOST,
        "DEBUG": "0",
        "PORTAL_URL": f"http://{HOST}",
    }


def machine() -> list[tuple[str, str]]:
    """The machine and the tools, without anything that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        ("Cores", str(len(os.sched_getaffinity(0)))),
        ("Memory", f"{memory:.0f} GiB"),
        ("Python", platform.python_version()),
        ("Django", version("Django")),
        ("gunicorn", version("gunicorn")),
        ("SQLite", __import__("sqlite3").sqlite_version),
        ("nginx", _printed("nginx", "-v")),
        ("wrk", _printed("wrk", "-v")),
        ("Datasette", _printed(str(DATASETTE), "--version")),
        ("Chromium", _printed("chromium", "--version")),
    ]


def _printed(*command: str) -> str:
    """The first version number that a tool prints about itself."""
    done = subprocess.run(command, text=True, capture_output=True)
    found = re.search(r"\d+(\.\d+)+", done.stdout + done.stderr)
    return found[0] if found else "not stated"
