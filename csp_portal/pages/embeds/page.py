"""The page of one chart, table or target, for a frame on another site: it runs nothing and loads nothing."""

import datetime as dt
import hashlib
import re
from base64 import b64encode
from functools import cache
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from csp_portal.pages.addresses import whole_address

from .styles import style_sheet

FROM_ROOT = re.compile(r'(?<=\bhref=")(?=/)')


def embed_page(template: str, context: dict[str, Any], *, page: str, day: dt.date) -> HttpResponse:
    """The answer with what a template shows, with its day and a link to the `page` of the portal that it is from.

    Its links have whole addresses, so that it reads the same where somebody keeps it as a file.
    """
    styles = style_sheet("embed.css")
    context = {**context, "styles": styles, "page": page, "day": day, "portal": whole_address()}
    html = FROM_ROOT.sub(whole_address(), render_to_string(template, context))
    response = HttpResponse(html)
    response.headers["Content-Security-Policy"] = policy(str(styles))
    return response


@cache
def policy(styles: str) -> str:
    """Nothing but these styles, in a frame of any site."""
    checksum = b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    allowed = f"default-src 'none'; style-src 'sha256-{checksum}'; img-src data:"
    return f"{allowed}; form-action 'none'; base-uri 'none'; frame-ancestors *"
