"""Which release of the portal is running: a fingerprint of its code, templates, styles, lists and settings."""

import hashlib
from functools import cache

from django.conf import settings

PARTS = ("csp_portal", "plans", "priorities", "performance", "templates", "static", "fixtures/reference", "locale")
SUFFIXES = (".py", ".html", ".txt", ".xml", ".css", ".js", ".yaml", ".csv", ".po")


def release() -> str:
    """Changes whenever a page could look different, also by the contact named and the address of the portal."""
    return _release(settings.PORTAL_CONTACT, settings.PORTAL_URL)


@cache
def _release(*named: str) -> str:
    """The files are read once in the life of a process."""
    digest = hashlib.sha256("\n".join((_of_files(), *named)).encode())
    return digest.hexdigest()[:32]


@cache
def _of_files() -> str:
    digest = hashlib.sha256()
    for part in PARTS:
        for path in sorted((settings.BASE_DIR / part).rglob("*")):
            if path.suffix in SUFFIXES and "vendor" not in path.parts:
                digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
