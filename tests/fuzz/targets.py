"""Each family of parsers as one function of bytes. It raises nothing: what a parser is meant to raise is caught.

The first byte chooses between parsers, forms or parts of a file, so that the rest can be a text as people have it.
"""

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from django.db import transaction

from csp_portal.formats import markdown, periods
from csp_portal.formats.archives import UnusableArchive
from csp_portal.formats.numbers import whole_number
from csp_portal.formats.sealed import sealed
from performance.imports.area_table.marks import unmark
from performance.imports.figures import BadFile
from performance.imports.formats.registry import FORMATS, read as read_figures
from performance.imports.reading import FormatMatch, ImportContext
from performance.imports.reference import lookups, postcodes as directories, residents
from performance.imports.sheets.tables import visible_tables
from performance.indicators.harm.pasting import read_weight
from performance.rules import values
from plans.documents.document import canonical, checksum, plan_document
from plans.editing.grid.columns import GridColumn, grid_columns
from plans.editing.grid.pasted import CannotFill, fill
from plans.editing.grid.rows import blank_rows
from plans.editing.pasting import table as pasted
from plans.editing.pasting.files import texts_of_file
from plans.editing.pasting.layouts import NotATable, paste_layouts
from plans.editing.tables import editable_tables
from plans.editing.word.outline import NotWord
from plans.editing.word.reading import read_document
from plans.exports.archive.files import ABOUT, ARCHIVE_SCHEMA, DOCUMENT
from plans.exports.archive.restoring import restore
from plans.models import Area
from plans.places import outline_upload
from plans.places.postcodes import NotAPostcode, normal_postcode
from plans.places.your_place.loading import NotReference, load_reference
from plans.places.your_place.ward_list import NotWards, read_wards
from plans.search.find import find
from plans.search.index import refresh
from priorities.models.due_words import ImpossibleDate, read_due
from tests import builders
from tests.performance.imports.tables import making
from tests.plans.editing import word_documents

AREAS = [Area(pk=1, name="Barnack", code="E05002169"), Area(pk=2, name="Central", code="2")]
RAW = 200  # a first byte from here on: the rest is the whole file, and no part of one
FORCE, NORTH, SOUTH = "Anyshire Constabulary", "E01000001", "E01000002"
KNOWN = ImportContext(
    forces={FORCE: "force", "Cambridgeshire Constabulary": "force"},
    fits=(FormatMatch("wards-2004", "2011", "2010-12", "2023-05", {NORTH: "E05002169", SOUTH: "E05002172"}),),
    small_areas={"2011": {NORTH, SOUTH}},
    areas=making.OLD_WARDS.areas,
    districts=tuple(area for area in making.WARDS if area.area_set == "districts"),
    own_areas=frozenset({"E06000031"}),
)


def figures(data: bytes) -> None:
    """A file of figures in the format that it is recognised by, or in one that is named."""
    layout = (None, *FORMATS)[_choice(data) % (len(FORMATS) + 1)]
    with _file(data[1:]) as file:
        chosen, reading = read_figures(file, KNOWN, name="figures.csv", layout=layout)
        if chosen and chosen.fates and not reading.refused:
            chosen.fates(file, KNOWN, 1, 10)


def cells(data: bytes) -> None:
    """What one cell, box or part of an address may say."""
    text = data.decode(errors="replace")
    for read, refusal in (
        (periods.parse, periods.NotAPeriod),
        (values.parse, values.NotAValue),
        (read_due, ImpossibleDate),
        (normal_postcode, NotAPostcode),
        (read_weight, ValueError),
    ):
        with suppress(refusal):
            str(read(text))  # type: ignore[operator]
    unmark(text)
    periods.is_rewritten(text)
    assert 0 <= whole_number(text) < 2**63


def pastes(data: bytes) -> None:
    """A block of cells that is pasted to a table of a plan, with the columns as they are known or chosen."""
    layouts = list(paste_layouts().values())
    layout, text = layouts[_choice(data) % len(layouts)], data[1:].decode(errors="replace")
    with suppress(NotATable):
        table = pasted.look(text, layout)
        names = [column.name for column in layout.columns]
        roles = tuple(role or names[place % len(names)] for place, role in enumerate(table.roles))
        rows = pasted.rows_of(replace(table, roles=roles), layout)
        pasted.marks_in(rows, layout)
        for column in layout.columns:
            for row in rows if column.reading else ():
                with suppress(ValueError):
                    column.reading(row[column.name])  # type: ignore[misc]
    with suppress(CannotFill):
        fill(text, blank_rows(_columns(), 3), _columns())


def workbooks(data: bytes) -> None:
    """An uploaded table: a part of an Excel or OpenDocument workbook, or a file of any kind."""
    content = _with_part(data, workbooks_of_parts())
    with suppress(NotATable):
        texts_of_file(content)
    with suppress(ValueError):
        visible_tables(content)


def word(data: bytes) -> None:
    """A plan in Word: a part of a document, or a file of any kind."""
    with suppress(NotWord):
        read_document(_with_part(data, word_of_parts()))


def archives(data: bytes) -> None:
    """An archive of a version: its text, what is said of it, or the file itself. Nothing of it is kept."""
    content = data[1:]
    if _choice(data) < RAW:
        said, text = archived()
        try:
            found = json.loads(content)
        except (ValueError, RecursionError):
            found = None
        if _choice(data) % 2 and isinstance(found, dict):
            text, said = found, _said_of(found) if _has_names(found) else said
        elif isinstance(found, dict):
            said = found
        content = sealed({ABOUT: json.dumps(said).encode(), DOCUMENT: json.dumps(text).encode()})
    with _taken_back(), suppress(UnusableArchive):
        restore(io.BytesIO(content))


def references(data: bytes) -> None:
    """Published lists that an officer loads: small areas to wards, postcodes, wards and their residents, outlines.
    Wards that are pasted."""
    choice, content = _choice(data) % 6, data[1:]
    if choice == 0:
        with suppress(BadFile):
            lookups.parse(lookups.as_text(content))
    elif choice == 4:
        with suppress(BadFile):
            residents.parse(lookups.as_text(content))
    elif choice == 5:
        with suppress(NotWards):
            read_wards(content.decode(errors="replace"))
    elif choice == 1:
        with _file(content) as file, suppress(BadFile):
            directories.read(file, {"E06000031", "E07000012"})
    elif choice == 2:
        with _file(content) as file, _taken_back(), suppress(NotReference):
            load_reference(file)
    else:
        with suppress(outline_upload.NotOutlines):
            outline_upload.read(content, AREAS)


def texts(data: bytes) -> None:
    """Markdown as people write it in a plan: what is made of it is clean whatever it was."""
    text = data.decode(errors="replace")
    html = markdown.to_html(text)
    assert markdown.is_clean(html)
    markdown.below(html, "h4")
    markdown.to_words(text)


def searches(data: bytes) -> None:
    """What a reader types to search for."""
    state, _is_demonstration = refresh()
    find(data.decode(errors="replace"), state)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (figures, cells, pastes, workbooks, word, archives, references, texts, searches)
}


def _choice(data: bytes) -> int:
    return data[0] if data else 0


@contextmanager
def _file(content: bytes) -> Iterator[Path]:
    with tempfile.NamedTemporaryFile(suffix=".csv") as file:
        file.write(content)
        file.flush()
        yield Path(file.name)


@contextmanager
def _taken_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _with_part(data: bytes, parts: list[tuple[str, dict[str, bytes]]]) -> bytes:
    """A file in which one part is replaced; the whole of it from RAW on."""
    if _choice(data) >= RAW:
        return data[1:]
    name, files = parts[_choice(data) % len(parts)]
    written = io.BytesIO()
    with ZipFile(written, "w") as archive:  # not compressed, which would take longer than reading it
        for part, content in (files | {name: data[1:]}).items():
            archive.writestr(part, content)
    return written.getvalue()


def parts_of(*contents: bytes) -> list[tuple[str, dict[str, bytes]]]:
    """Each part that can be replaced by its name, with all the parts of its file."""
    found = []
    for content in contents:
        with ZipFile(io.BytesIO(content)) as archive:
            files = {name: archive.read(name) for name in archive.namelist()}
        found += [(name, files) for name in files if name.endswith((".xml", ".rels", "mimetype"))]
    return found


@cache
def workbooks_of_parts() -> list[tuple[str, dict[str, bytes]]]:
    rows = list(csv.reader(io.StringIO(making.TABLE)))
    return parts_of(making.xlsx(rows), making.ods(rows))


@cache
def word_of_parts() -> list[tuple[str, dict[str, bytes]]]:
    return parts_of(word_documents.changed(word_documents.whole_plan(), word_documents.add_footnotes))


@cache
def _columns() -> list[GridColumn]:
    with _taken_back():
        return grid_columns(editable_tables()["actions"], builders.plan())


@cache
def archived() -> tuple[dict, dict]:
    """What is said of a version, and its text."""
    with _taken_back():
        text = json.loads(canonical(plan_document(builders.rich_plan(1))))
    return _said_of(text), text


def _has_names(text: dict) -> bool:
    return all(isinstance(text.get(part), dict) and "slug" in text[part] for part in ("partnership", "plan"))


def _said_of(text: dict) -> dict:
    return {
        "archive": ARCHIVE_SCHEMA,
        "partnership": text["partnership"]["slug"],
        "plan": text["plan"]["slug"],
        "number": 1,
        "is_consultation": False,
        "published_on": "2020-04-01",
        "note": "",
        "checksum": checksum(text),
    }
