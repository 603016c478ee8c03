"""What is in the archive of a version: its page, every other form of it, the data, and checksums."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zipfile import ZipFile

from django.template.loader import render_to_string

from csp_portal.formats.sealed import sealed
from plans.documents.document import canonical, checksum
from plans.exports.about import rights_words, version_words
from plans.exports.shape import PublishedText
from plans.schemas.plan import PlanDocument, json_schema

from .page import plan_page

ARCHIVE_SCHEMA = 1
ABOUT, DOCUMENT = "about.json", "plan.json"
ZIP = ".zip"


def archive(text: PublishedText, forms: Mapping[str, bytes]) -> bytes:
    """The archive of a version from its text and its other forms by name. The same ones give the same bytes."""
    unpacked = dict(_unpacked(forms))
    kept = {
        "plan.html": plan_page(text, list(unpacked)).encode(),
        DOCUMENT: canonical(text.document),
        "plan.schema.json": json.dumps(json_schema(PlanDocument), indent=1).encode(),
        ABOUT: json.dumps(about(text), ensure_ascii=False, indent=1).encode(),
        **unpacked,
    }
    return sealed({"README.txt": _read_me(text, kept).encode(), **kept})


def about(text: PublishedText) -> dict[str, Any]:
    """What is said of the version beside its text, for programs: enough to publish it again elsewhere."""
    document = text.document
    return {
        "archive": ARCHIVE_SCHEMA,
        "partnership": document["partnership"]["slug"],
        "plan": document["plan"]["slug"],
        "number": text.number,
        "is_consultation": text.is_consultation,
        "published_on": text.published_on.isoformat() if text.published_on else None,
        "note": text.note,
        "address": text.address,
        "checksum": checksum(document),
    }


def _unpacked(forms: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The forms as files; one that is itself an archive as a folder."""
    for name, content in forms.items():
        if not name.endswith(ZIP):
            yield name, content
            continue
        with ZipFile(io.BytesIO(content)) as inner:
            folder = name.removesuffix(ZIP).rpartition(".")[2]
            yield from ((f"{folder}/{one}", inner.read(one)) for one in inner.namelist())


def _read_me(text: PublishedText, names: Iterable[str]) -> str:
    """What the archive holds, in plain words. `names` are its files."""
    context = {
        "text": text,
        "head": text.document["plan"],
        "partnership": text.document["partnership"],
        "version_words": version_words(text),
        "rights_words": rights_words(text),
        "names": set(names),
    }
    return render_to_string("exports/archive_readme.txt", context)
