"""The inputs that each target begins with: small files of the tests, and what was found by trying (`corpus/`)."""

import json
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

from django.conf import settings

from csp_portal.formats.archives import zipped
from performance.imports.formats.registry import FORMATS
from plans.editing.pasting.layouts import paste_layouts
from tests.performance.imports.tables import making

from . import targets

KEPT = Path(__file__).parent / "corpus"
DATA = settings.BASE_DIR / "tests" / "data"
LONGEST, MOST = 2048, 60  # bytes of an input, and about how many of a target are kept
CELLS = (
    *("2007/08", "Q2 2015/16", "year ending June 2025", "April 2009 - March 2010", "Apr-11", "2017-10 to 2018-09"),
    *(
        "1,126",
        "−3.5%",
        "£1.2m",
        "n/a",
        "<5",
        "12 (r)",
        "31/03/2028",
        "end of Mar-28",
        "every 2 months",
        "6 times a year",
    ),
    *("pe1 1aa", "Q4 2026/27 year to date", "43313", "1825.5"),
)
MARKDOWN = (
    '# A\n\n*b* **c** [d](https://e.org "f") <b>\n\n- g\n  1. h\n\n|a|b|\n|-|-|\n|c|d|\n\n> q\n\n```\nx\n```\n![p](q)\n'
)
SEARCHES = ("burglary in Norwich", "“anti-social” OR NEAR(a b)", "title:burglry*", '’ -"-', "ward AND NOT 1")


def kept(name: str) -> list[bytes]:
    """The inputs of a target that were kept."""
    if not (file := KEPT / f"{name}.zip").exists():
        return []
    with ZipFile(file) as archive:
        return [archive.read(member) for member in archive.namelist()]


def keep(name: str, inputs: list[bytes]) -> None:
    """Keep some of these inputs, of every length there is."""
    KEPT.mkdir(exist_ok=True)
    short = sorted({one for one in inputs if len(one) <= LONGEST}, key=lambda one: (len(one), one))
    some = short[:: max(1, len(short) // MOST)]
    (KEPT / f"{name}.zip").write_bytes(zipped({f"{number:03}": one for number, one in enumerate(some)}))


def seeds(name: str) -> Iterator[bytes]:
    """What a target begins with before anything was found."""
    yield b""
    match name:
        case "figures":
            for file in [*sorted((DATA / "cases").iterdir()), *sorted((DATA / "tables").glob("*.csv"))]:
                yield b"\x00" + _start(file)
            yield from (bytes([choice]) + making.TABLE.encode() for choice in range(1, len(FORMATS) + 1))
        case "cells":
            yield from (text.encode() for text in CELLS)
        case "pastes":
            files = [*sorted((DATA / "action-plans").iterdir()), *sorted((DATA / "whole-plans").iterdir())]
            yield from (bytes([number % len(paste_layouts())]) + _start(file) for number, file in enumerate(files))
        case "workbooks":
            yield from _of_parts(targets.workbooks_of_parts())
        case "word":
            yield from _of_parts(targets.word_of_parts())
        case "archives":
            said, text = targets.archived()
            yield b"\x00" + json.dumps(said).encode()
            yield b"\x01" + json.dumps(text, ensure_ascii=False).encode()
        case "references":
            yield b"\x00" + _start(DATA / "tables" / "lsoa11-to-ward15.csv")
            yield b"\x01" + _start(DATA / "postcodes.csv")
            yield b"\x02WD24CD,WD24NM,LAD24CD\nE05002169,Barnack,E06000031\n"
            yield b"\x02ward code,persons mid 2020\nE05002169,1234\n"
            ring = [[0, 52], [0, 53], [1, 53], [0, 52]]
            for number, name in ((2, "WD24CD"), (3, "code")):
                one = {"properties": {name: "E05002169"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
                yield bytes([number]) + json.dumps({"type": "FeatureCollection", "features": [one]}).encode()
            yield b"\x04LSOA11CD,LSOA21CD,persons\nE01015589,E01015589,1500\n"
            yield b"\x05Code\tName\nE05002169\tBarnack\nCentral, East\n"
        case "texts":
            yield MARKDOWN.encode()
        case "searches":
            yield from (text.encode() for text in SEARCHES)


def _start(file: Path) -> bytes:
    return file.read_bytes()[:LONGEST].rpartition(b"\n")[0] + b"\n"


def _of_parts(parts: list[tuple[str, dict[str, bytes]]]) -> Iterator[bytes]:
    """Each part under its own number, and a whole file."""
    yield from (
        bytes([number]) + files[name] for number, (name, files) in enumerate(parts) if len(files[name]) <= LONGEST
    )
    yield bytes([targets.RAW]) + zipped(parts[0][1])
