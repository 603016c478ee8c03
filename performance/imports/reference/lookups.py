"""Look-ups from small census areas (LSOA) to wards, as published: CSV with two columns of codes."""

import csv
import hashlib
import io
import re
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from performance.imports.figures import BadFile, CellError
from performance.models import SmallAreaLookup

SMALL, WARD = re.compile(r"LSOA(11|21)CD"), re.compile(r"WD(\d\d)CD")
SMALL_CODE, WARD_CODE = re.compile(r"[EW]01\d{6}"), re.compile(r"[EW]05\d{6}")
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data © Crown "
    "copyright and database right."
)


def parse(text: str) -> SmallAreaLookup:
    """A look-up that is not yet saved. Raises BadFile."""
    lines = rows_of(text)
    headings = lines[0] if lines else []
    small = next((place for place, name in enumerate(headings) if SMALL.fullmatch(name)), None)
    ward = next((place for place, name in enumerate(headings) if WARD.fullmatch(name)), None)
    if small is None or ward is None:
        found = ", ".join(headings)[:100]
        why, accepted = "the headings name no small areas or no wards", "headings such as LSOA11CD and WD18CD"
        raise BadFile([CellError(1, "A", found, why, accepted)])
    fits: dict[str, str] = {}
    refused = []
    for number, cells in enumerate(lines[1:], start=2):
        code, fit = (cells[place] if place < len(cells) else "" for place in (small, ward))
        if not SMALL_CODE.fullmatch(code):
            refused.append(CellError(number, headings[small], code, "this is not a small area", "such as E01015589"))
        elif not WARD_CODE.fullmatch(fit):
            refused.append(CellError(number, headings[ward], fit, "this is not a ward", "such as E05002169"))
        elif fits.setdefault(code, fit) != fit:
            refused.append(CellError(number, headings[ward], fit, f"{code} already fits {fits[code]}", "one ward each"))
    if refused or not fits:
        raise BadFile(refused or [CellError(2, "A", "", "there are no rows", "one row a small area")])
    census, year = f"20{headings[small][4:6]}", f"20{headings[ward][2:4]}"
    return SmallAreaLookup(
        slug=f"lsoa-{census}-to-wards-{year}",
        title=f"Small areas of the census of {census} to wards of {year}, best fit",
        small=census,
        fits=fits,
        attribution=ATTRIBUTION,
    )


def rows_of(text: str) -> list[list[str]]:
    """The cells of a comma-separated text, whichever way its lines end. Raises BadFile."""
    try:
        return list(csv.reader(io.StringIO(text.lstrip("\ufeff"), newline="")))
    except csv.Error as problem:
        raise BadFile([CellError(1, "A", "", f"the file is broken: {problem}", "a comma-separated file")]) from None


def as_text(content: bytes) -> str:
    """Raises BadFile."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise BadFile([CellError(1, "A", "", "the file is not UTF-8 text", "a CSV file saved as UTF-8")]) from None


@transaction.atomic
def load_lookup(file: Path) -> SmallAreaLookup:
    """Store a look-up, in place of what it said before of the same small areas. Raises BadFile, OSError."""
    content = file.read_bytes()
    lookup = parse(as_text(content))
    earlier = SmallAreaLookup.objects.filter(slug=lookup.slug).first()
    if earlier:
        earlier.fits |= lookup.fits
        earlier.loaded_at = timezone.now()
        lookup = earlier
    lookup.sha256 = hashlib.sha256(content).hexdigest()
    lookup.full_clean()
    lookup.save()
    return lookup
