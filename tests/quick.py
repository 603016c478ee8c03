"""Settings of a portal that a test starts as a process of its own: nothing in it is slow on purpose."""

import brotli

from csp_portal.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
_compress = brotli.compress


def _compressed(text: bytes, quality: int = 11) -> bytes:
    """The smallest takes 30 times as long."""
    return _compress(text, quality=min(quality, 4))


brotli.compress = _compressed
