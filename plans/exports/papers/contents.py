"""The contents of a paper, made from its headings."""

import re

from django.template.loader import render_to_string
from django.utils.html import strip_tags
from markupsafe import Markup

CONTENTS_HERE = Markup("<!-- contents -->")
HEADING = re.compile(r'<h2\b[^>]*\bid="([^"]+)"[^>]*>(.*?)</h2>', re.S)


def with_contents(html: str) -> str:
    """A paper with its main headings listed at its place for them."""
    entries = [{"id": name, "text": Markup(strip_tags(words).strip())} for name, words in HEADING.findall(html)]
    return html.replace(CONTENTS_HERE, render_to_string("exports/contents.html", {"contents": entries}), 1)
