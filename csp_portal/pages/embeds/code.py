"""What somebody copies to show a chart, table or target on another site."""

import re
from typing import NamedTuple

from django.utils.html import escape
from django.utils.translation import gettext as _

from csp_portal.pages.addresses import whole_address

# An address below a version is frozen; the same address without the version shows the newest.
OF_VERSION = re.compile(r"(?<=/)v\d+/(?=(?:charts|tables)/|targets\.html)")
HEIGHT = 640  # of a frame, in pixels
WIDEST, AROUND = 640, 400  # of a picture in it, and what stands around the picture
VIEWBOX = re.compile(r'viewBox="[\d.-]+ [\d.-]+ ([\d.]+) ([\d.]+)"')


class EmbedCode(NamedTuple):
    """HTML to copy, and in words what it will show."""

    words: str
    html: str


def embed_codes(address: str, title: str, picture: str = "") -> list[EmbedCode]:
    """The ways to embed the page at `address`: as it is now for good, and as it will be. A frame with a picture is as
    high as that needs, for a frame cannot grow without a script."""
    found = VIEWBOX.search(picture)
    height = AROUND + round(float(found[2]) * WIDEST / float(found[1])) if found else HEIGHT
    if not OF_VERSION.search(address):
        return [EmbedCode(_("Always the newest figures"), _frame(address, title, height))]
    return [
        EmbedCode(_("Always the newest version"), _frame(OF_VERSION.sub("", address), title, height)),
        EmbedCode(_("This version, unchanged"), _frame(address, title, height)),
    ]


def _frame(address: str, title: str, height: int) -> str:
    size = f'width="100%" height="{height}" loading="lazy" style="border: 0"'
    return f'<iframe src="{escape(whole_address(address))}" title="{escape(title)}" {size}></iframe>'
