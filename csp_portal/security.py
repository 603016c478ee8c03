"""The Content-Security-Policy of every answer: nothing inline, nothing evaluated, nothing from elsewhere. A page made
to be framed by other sites says its own: csp_portal/pages/embeds/page.py.

And addresses that are keys, which only their emails know.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)


def content_security_policy(get_response: View) -> View:
    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != HTTPStatus.NOT_MODIFIED:  # whose headers would replace those of the page kept
            response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return middleware


def keyed(view: View) -> View:
    """A page whose address is a key: it is kept nowhere, listed nowhere and told to nobody.

    "strict-origin" and not "no-referrer": without any origin the browser could not send the form.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **parts: Any) -> HttpResponse:
        response = view(request, *args, **parts)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = "strict-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return wrapped


def hash_of(token: str) -> str:
    """What is stored of the key in an address: SHA-256 in hexadecimal. Only the email holds the key itself."""
    return hashlib.sha256(token.encode()).hexdigest()
