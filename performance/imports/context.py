"""What a reader may know of the portal, from the database: its police force, and where small areas lie."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Q

from performance.models import SmallAreaLookup
from plans.models import Area, AreaKind, AreaLink, AreaSet, Partnership
from plans.places.your_place.lists import place_lists

from .area_table.mapping import TableMapping
from .area_table.names import force_name
from .formats.police_types import CENSUSES
from .placing import areas_of
from .reading import FormatMatch, ImportContext, KnownArea

LEFT_OUT = "left out by choice: {}"


def import_context(
    partnership: Partnership,
    area_set: AreaSet | None = None,
    mapping: dict[str, Any] | None = None,
    left_out: dict[str, str] | None = None,
) -> ImportContext:
    """For one set of wards of a partnership, or those in force in each month; `mapping` as kept with an import."""
    lookups = list(SmallAreaLookup.objects.all())
    return ImportContext(
        forces=_forces(partnership),
        fits=tuple(_fits([area_set], lookups, dated=False) if area_set else _fits(ward_sets(partnership), lookups)),
        area_set=area_set.name if area_set else "",
        areas=tuple(_areas(partnership, area_set)),
        mapping=TableMapping.from_json(mapping) if mapping else None,
        left_out={int(row): LEFT_OUT.format(why) for row, why in (left_out or {}).items()},
        small_areas=small_areas(lookups),
        own_areas=frozenset(partnership.areas.values_list("code", flat=True)),
        districts=tuple(
            KnownArea(one.code, one.name, (), "districts", "Districts", AreaKind.DISTRICT, own=False)
            for one in place_lists().districts.values()
        ),
    )


def police_context(partnership: Partnership, lookups: Sequence[SmallAreaLookup]) -> ImportContext:
    """What a police file needs of it, with the look-ups of the portal: forces and wards, but no `small_areas` yet."""
    return ImportContext(forces=_forces(partnership), fits=tuple(_fits(ward_sets(partnership), lookups)))


def small_areas(lookups: Sequence[SmallAreaLookup]) -> dict[str, set[str]]:
    """Every small area that a look-up knows, by the year of its census."""
    found: dict[str, set[str]] = {}
    for lookup in lookups:
        found.setdefault(lookup.small, set()).update(lookup.fits)
    return found


def ward_sets(partnership: Partnership) -> list[AreaSet]:
    """The sets of wards that the partnership's figures can be counted in, the newest first."""
    sets = AreaSet.objects.filter(partnership=partnership, kind=AreaKind.WARD)
    return sorted(sets, key=lambda one: str(one.starts_on), reverse=True)


def _areas(partnership: Partnership, area_set: AreaSet | None) -> Iterator[KnownArea]:
    """Every area a file may speak of; with a set of wards that was asked for, no wards of other sets."""
    areas = areas_of(partnership).select_related("area_set")
    if area_set:
        areas = areas.exclude(Q(area_set__kind=area_set.kind) & ~Q(area_set=area_set))
    own = set(partnership.areas.values_list("pk", flat=True))
    for area in areas:
        its = area.area_set
        always = area_set is not None and its.pk == area_set.pk
        names = (*area.aliases, force_name(area.name)) if its.kind == AreaKind.FORCE else area.aliases
        yield KnownArea(
            area.code,
            area.name,
            tuple(names),
            its.slug,
            its.name,
            its.kind,
            None if always else its.starts_on,
            None if always else its.ends_on,
            its.partnership_id is not None or area.pk in own,
        )


def _forces(partnership: Partnership) -> dict[str, str]:
    """The police areas that hold the partnership's own areas, by every name they have."""
    links = AreaLink.objects.filter(smaller__partnerships=partnership, larger__area_set__kind=AreaKind.FORCE)
    areas = {link.larger for link in links.select_related("larger")}
    return {name: area.code for area in areas for name in (area.name, *area.aliases)}


def _fits(sets: list[AreaSet], lookups: Sequence[SmallAreaLookup], *, dated: bool = True) -> list[FormatMatch]:
    """For each set and census the first look-up that knows all its wards, for the months that it counts."""
    found = []
    areas = list(Area.objects.filter(area_set__in=sets).defer("outline"))
    for area_set in sets:
        own = [area for area in areas if area.area_set_id == area_set.pk]
        known_as = {code: area.code for area in own for code in (area.code, *area.aliases)}
        for small, (first, last) in CENSUSES.items():
            lookup = next((one for one in lookups if one.small == small and own and _reaches(one, own)), None)
            if lookup is None:
                continue
            if dated:
                first, last = max(first, _from(area_set.starts_on)), min(last, _until(area_set.ends_on))
            if first <= last:
                fits = {
                    small_area: area for ward, area in known_as.items() for small_area in lookup.by_ward.get(ward, ())
                }
                found.append(FormatMatch(area_set.slug, small, first, last, fits))
    return found


def fits_of(area_set: AreaSet, lookups: Sequence[SmallAreaLookup]) -> list[FormatMatch]:
    """Where small areas lie in one set, by each census that a look-up knows, whatever the months."""
    return _fits([area_set], lookups, dated=False)


def _reaches(lookup: SmallAreaLookup, areas: list[Area]) -> bool:
    """Whether a look-up knows every one of the areas, by its code or by another that it has had."""
    return all(any(code in lookup.by_ward for code in (area.code, *area.aliases)) for area in areas)


def _from(day: dt.date | None) -> str:
    """The first month that begins on the day or later: a month belongs to the wards in force on its first day."""
    if day is None:
        return "0000-00"
    following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return f"{day if day.day == 1 else following:%Y-%m}"


def _until(day: dt.date | None) -> str:
    """The last month that begins on the day or earlier."""
    return f"{day:%Y-%m}" if day else "9999-12"
