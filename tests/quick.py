"""Settings of a portal that a test starts as a process of its own: nothing in it is slow on purpose."""

import brotli
from jinja2 import FileSystemBytecodeCache

from csp_portal.settings import *  # noqa: F403
from csp_portal.settings import TEMPLATES, VAR

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A process of its own would compile every template again.
_compiled = VAR / "templates"
_compiled.mkdir(parents=True, exist_ok=True)
TEMPLATES[0]["OPTIONS"]["bytecode_cache"] = FileSystemBytecodeCache(str(_compiled))
_compress = brotli.compress


def _compressed(text: bytes, quality: int = 11) -> bytes:
    """The smallest takes 30 times as long."""
    return _compress(text, quality=min(quality, 4))


brotli.compress = _compressed
