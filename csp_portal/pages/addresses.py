"""Whole addresses, for what is read away from the portal: files, emails, search engines."""

from django.conf import settings


def whole_address(path: str = "") -> str:
    """The address at which the portal is known, with a path that begins with a slash."""
    return f"{settings.PORTAL_URL.rstrip('/')}{path}"
