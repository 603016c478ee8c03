"""What the text of a Word document refers to, and where the file keeps it."""

import io
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE

from csp_portal.charts.files import ON_PAPER, png_file
from csp_portal.formats.spreadsheets.book import clean

from .styles import NUMBERED


class DocumentParts:
    """What a text refers to: addresses, pictures, and lists that are numbered by themselves."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def link(self, address: str) -> str:
        """The relation to an address outside."""
        found: str = self._document.part.relate_to(clean(address), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return found

    def picture(self, media_type: str, content: bytes) -> tuple[str, int, int]:
        """The relation to a picture, with its width and height in pixels. A drawing becomes pixels, as not every
        reader of Word documents draws SVG."""
        pixels = png_file(content.decode(), ON_PAPER) if media_type == "image/svg+xml" else content
        relation, image = self._document.part.get_or_add_image(io.BytesIO(pixels))
        return relation, image.px_width, image.px_height

    def numbered_list(self) -> int:
        """The number of one more numbered list, which begins with 1."""
        numbering = self._document.part.numbering_part.element
        added = numbering.add_num(NUMBERED)
        added.add_lvlOverride(ilvl=0).add_startOverride(1)
        return int(added.numId)
