"""PostgreSQL with the settings of production, and what tells this process and its children to use it."""

import os
import secrets
from pathlib import Path

from tests.with_postgres import Postgres


def made(folder: Path, files: Path) -> Postgres:
    """A server in `folder`/database, not yet started; uploads and published pages go below `files`."""
    (folder / "database").mkdir()
    database = Postgres(str(folder / "database"), settings=())
    database.make()
    os.environ |= {
        "DATABASE_URL": database.url,
        "DJANGO_SETTINGS_MODULE": "bench.faults.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DEBUG": "0",
        "LOGS": "json",
        "UPLOADS_OF_FAULTS": str(files / "uploads"),
        "PUBLISHED_FOLDER": str(files / "published"),
    }
    return database
