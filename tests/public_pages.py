"""Every public address, made from the URLconf and followed link by link: a new page is read on the day it is born."""

import pickle
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver
from pypdfium2 import PdfDocument

from tests.databases import made_once, shared_folder

LINK = re.compile(r'\b(?:href|src|action|data-[\w-]+)="(/[^"#]*)')
# Queries around those of a page that is drawn: it is not in the store yet, and is put there. PostgreSQL is told besides
# how long to wait.
STORING = 6 if connection.vendor == "postgresql" else 5
NOT_PUBLIC = ("/desk/", "/static/", "/update/")  # an update needs the key of an email
SIGNED_IN = ("/figures-check/",)  # pages of a partnership that ask a stranger to sign in
KEYED = ("/emails/",)  # their addresses are keys of emails

OTHER_CHOICE = re.compile(r"(?<=[?&]until=)\d+|(?<=/figures-check/\?row=)[\w-]*-\d+")


def but_for_its_choice(address: str) -> str:
    """The same for pages that differ in what they show of the same rows alone: the years of the entry of figures, of
    which each page leads to eight more, and the row whose findings are picked from the page of all findings."""
    return OTHER_CHOICE.sub("", address)


def in_urlconf(patterns=None, above: str = "") -> dict[str, str]:
    """Every route of the URLconf with its name."""
    found = {}
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = above + str(one.pattern)
        found |= {route: one.name} if isinstance(one, URLPattern) else in_urlconf(one.url_patterns, route)
    return found


def text_of(answer) -> str:
    """The words that a reader finds in an answer, also in a PDF, and in every file of an archive or a spreadsheet."""
    return words_in(answer.getvalue())


def words_in(content: bytes) -> str:
    """The same of the bytes of a file."""
    if content.startswith(b"\x89PNG"):
        return ""
    if content.startswith(b"PK"):
        with ZipFile(BytesIO(content)) as archive:
            return "\n".join(f"{name}\n{words_in(archive.read(name))}" for name in archive.namelist())
    if not content.startswith(b"%PDF"):
        return content.decode()
    sides = [page.get_textpage().get_text_range() for page in PdfDocument(content)]
    return "\n".join(sides).replace("\ufffe", "-").replace("\r\n", "\n")


MADE_FOR_ONE_READER = re.compile(rb'(?<=name=")(csrfmiddlewaretoken|stamp)" value="[^"]*')  # another one in each form


def content(answer) -> bytes:
    """The bytes of an answer without what is made for one reader."""
    return MADE_FOR_ONE_READER.sub(rb"\1", answer.content)


def public_routes() -> list[str]:
    routes = [f"/{route}" for route in in_urlconf()]
    return [
        route
        for route in routes
        if not route.startswith(NOT_PUBLIC) and not any(p in route for p in (*SIGNED_IN, *KEYED))
    ]


def addresses(route: str, values: dict[str, list]) -> Iterator[str]:
    """The addresses of a route, each value known for a part once, beside the first of the others, and for each part one
    with a value of nothing that is there. What else there is, links lead to."""
    parts = re.findall(r"<(?:\w+:)?(\w+)>", route)
    first = [values[part][0] for part in parts]
    tried = [
        (*first[:at], value, *first[at + 1 :])
        for at, part in enumerate(parts)
        for value in (*values[part], 99 if part == "number" else "none")
    ]
    for chosen in dict.fromkeys(tried or [()]):
        filled = iter(chosen)
        yield re.sub(r"<(?:\w+:)?(\w+)>", lambda _part: str(next(filled)), route)  # noqa: B023


ENDING = re.compile(r"(?<=[\w-])\.[\w.]+$")


def ending_of(link: str) -> str:
    found = ENDING.search(link.partition("?")[0])
    return found[0] if found else ""


def read_everything(values: dict[str, list], *, files: bool = True) -> dict[str, object]:
    """What a stranger is answered at every public address, and at every address that an answer leads to.

    Without files, addresses with an ending are left out. So is a PNG, which has no words: it is drawn from the SVG
    beside it, and takes the most time of all."""
    waiting = [address for route in public_routes() for address in addresses(route, values)]
    answers: dict[str, object] = {}
    client = Client()
    while waiting:
        address = waiting.pop()
        ending = ending_of(address)
        if address not in answers and ending != ".png" and (files or not ending):
            answers[address] = response = client.get(address)
            client.cookies.clear()
            links = LINK.findall(response.content.decode()) if "html" in response["Content-Type"] else []
            links += [response["Location"]] if "Location" in response else []
            waiting += [link.replace("&amp;", "&") for link in links if not link.startswith(NOT_PUBLIC)]
    return answers


class Read(NamedTuple):
    """What a stranger was answered: the status, and the text of a page."""

    status: int
    html: str


# Feeds of areas, and pages of areas without figures.
ALIKE = re.compile(r"(?<=/areas/)E\w+(?=/feed/$)|(?<=cambridge/areas/)E\w+(?=/$)|(?<=cambridgeshire/areas/)E\w+(?=/$)")
# The same figures, said or put otherwise; and forms that begin with a choice.
OTHER_WORDS = re.compile(r"/subscribe/|/write/|\blang=|\bsort=|^(?!/peterborough/).*\bpage=")


def walked(tmp_path_factory) -> dict[str, Read]:
    """What the links of the source plans lead to from the home page, some 600 addresses, read once a run.

    PDFs, archives, PNGs and Welsh pages are left out. Of pages of areas without figures, and of addresses with a
    question mark that say the same in other words or another order, the first three are followed; of files that differ
    in their ending alone, the one whose ending was asked for least.
    """

    def make(path: Path) -> None:
        path.write_bytes(pickle.dumps(_follow()))

    return pickle.loads(made_once(shared_folder(tmp_path_factory) / "walked.pickle", make).read_bytes())


def _follow() -> dict[str, Read]:
    client, waiting, known, asked, found = Client(), ["/"], {"/"}, Counter(), {}
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        client.cookies.clear()
        is_page = "html" in answer.get("Content-Type", "")
        found[address] = Read(answer.status_code, answer.content.decode() if is_page else "")
        for link in sorted(LINK.findall(found[address].html), key=lambda link: asked[ending_of(link)]):
            link = link.replace("&amp;", "&")
            path, mark, query = link.partition("?")
            name = ENDING.sub(".", path) + mark + query
            if name in known or link.startswith(("/desk/", "/static/")) or "lang=cy" in query:
                continue
            if path.endswith((".pdf", ".zip", ".png")):
                continue
            known.add(name)
            kind = ALIKE.sub("", path)
            asked.update([ending_of(link)] if ending_of(link) else [kind] if query or kind != path else [])
            if asked[kind] <= 3 or not (kind != path or OTHER_WORDS.search(link)):
                waiting.append(link)
    return found
