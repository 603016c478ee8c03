"""Which release of the portal is running: a fingerprint of its code, templates and styles."""

import hashlib
from functools import cache

from django.conf import settings

PARTS = ("csp_portal", "plans", "priorities", "performance", "templates", "static", "fixtures/reference/help", "locale")


@cache
def release() -> str:
    """Changes whenever a page could look different, also by the contact named. Read once in the life of a process."""
    digest = hashlib.sha256(settings.PORTAL_CONTACT.encode())
    for part in PARTS:
        for path in sorted((settings.BASE_DIR / part).rglob("*")):
            if path.suffix in (".py", ".html", ".css", ".js", ".yaml", ".po") and "vendor" not in path.parts:
                digest.update(path.relative_to(settings.BASE_DIR).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:32]
