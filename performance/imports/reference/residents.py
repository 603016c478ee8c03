"""How old wards lie in new ones, by the residents of small census areas: read, worked out, stored as shares.

The rule stands in fixtures/reference/residents/README.md.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from django.db import transaction

from performance.imports.context import fits_of, ward_sets
from performance.imports.figures import BadFile, CellError
from performance.models import SmallAreaLookup
from performance.rules.areas.shares import Share
from plans.models import Area, AreaLink, AreaSet, LinkBasis, Partnership

from .lookups import SMALL_CODE, as_text, rows_of

HEADINGS = ("LSOA11CD", "LSOA21CD", "persons")
NUMBER = re.compile(r"[0-9]{1,7}")
NOTE = "Share of the residents of 2011, whose small census areas fit both wards best"
SIX_PLACES = Decimal("0.000001")


class SmallArea(NamedTuple):
    """A small area of 2011: its residents, and the small areas of 2021 that it became."""

    residents: int
    later: tuple[str, ...]


def parse(text: str) -> dict[str, SmallArea]:
    """Small areas of 2011 by their codes. Raises BadFile."""
    lines = rows_of(text)
    if not lines or tuple(lines[0]) != HEADINGS:
        found = ", ".join(lines[0])[:100] if lines else ""
        raise BadFile([CellError(1, "A", found, "these are not the headings", ", ".join(HEADINGS))])
    residents: dict[str, int] = {}
    later: dict[str, list[str]] = defaultdict(list)
    refused = []
    for row, cells in enumerate(lines[1:], start=2):
        code, became, count = [*cells, "", "", ""][:3]
        if bad := next((one for one in ((code, 0), (became, 1)) if not SMALL_CODE.fullmatch(one[0])), None):
            refused.append(CellError(row, HEADINGS[bad[1]], bad[0], "this is not a small area", "such as E01015589"))
        elif not NUMBER.fullmatch(count):
            refused.append(CellError(row, "persons", count, "this is not a number of people", "digits alone"))
        elif residents.setdefault(code, int(count)) != int(count):
            refused.append(CellError(row, "persons", count, f"{code} already has {residents[code]}", "one number each"))
        else:
            later[code].append(became)
    if refused or not residents:
        raise BadFile(refused or [CellError(2, "A", "", "there are no rows", "one row a small area")])
    return {code: SmallArea(count, tuple(later[code])) for code, count in residents.items()}


def shares(
    people: Mapping[str, SmallArea], older: Mapping[str, str], newer: Mapping[str, str], *, of_2021: bool
) -> list[Share]:
    """Which share of each older ward's residents lives in which newer ward.

    `older` and `newer`: the ward that a small area fits best. `of_2021`: `newer` knows small areas of 2021 alone.
    """
    together: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    lost = set()
    for code, ward in older.items():
        small = people.get(code)
        found = {newer.get(one) for one in (small.later if of_2021 else (code,))} if small else set()
        where = found.pop() if len(found) == 1 else None
        if small is None or where is None:
            lost.add(ward)
        else:
            together[ward][where] += small.residents
    return [
        Share(ward, where, (Decimal(count) / sum(parts.values())).quantize(SIX_PLACES))
        for ward, parts in sorted(together.items())
        if ward not in lost
        for where, count in sorted(parts.items())
        if count
    ]


@transaction.atomic
def load_residents(file: Path) -> dict[tuple[AreaSet, AreaSet], int]:
    """Store the shares between the ward sets of every partnership that follow each other, in place of those of before.

    How many shares there are for each pair of sets; none where no look-up knows them. Raises BadFile, OSError.
    """
    people = parse(as_text(file.read_bytes()))
    lookups = list(SmallAreaLookup.objects.all())
    stored = {}
    for partnership in Partnership.objects.order_by("slug"):
        for newer, older in pairwise(ward_sets(partnership)):
            stored[older, newer] = _store(older, newer, list(_between(people, older, newer, lookups)))
            partnership.bump_public_revision()
    return stored


def _between(
    people: Mapping[str, SmallArea], older: AreaSet, newer: AreaSet, lookups: Sequence[SmallAreaLookup]
) -> Iterator[Share]:
    before = next((fit for fit in fits_of(older, lookups) if fit.small == "2011"), None)
    after = next(iter(fits_of(newer, lookups)), None)
    if before and after:
        yield from shares(people, before.areas, after.areas, of_2021=after.small == "2021")


def _store(older: AreaSet, newer: AreaSet, found: list[Share]) -> int:
    """Replace the best-fit shares between two area sets; returns how many. Raises ValidationError."""
    AreaLink.objects.filter(smaller__area_set=older, larger__area_set=newer, basis=LinkBasis.BEST_FIT).delete()
    by_code = {area.code: area for area in Area.objects.filter(area_set__in=(older, newer)).defer("outline")}
    said = {"basis": LinkBasis.BEST_FIT, "note": NOTE}
    links = [AreaLink(smaller=by_code[one.older], larger=by_code[one.newer], share=one.share, **said) for one in found]
    for link in links:
        link.full_clean(validate_unique=False, validate_constraints=False)
    return len(AreaLink.objects.bulk_create(links))
