"""What figures add to a chosen place: similar areas as published, and residents to work rates out with."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.periods import parse as parse_period
from performance.figures.publishing import publish_source
from performance.imports.figures import ParsedFigure
from performance.imports.run import run_import
from performance.indicators.standard.lists import add_standard
from performance.models import Disclosure, FigureTable, Observation, SimilarGroup, Source
from performance.rules.values import State, Value
from plans.models import Area, PublishedWard
from plans.places.your_place.lists import place_lists
from plans.places.your_place.storing import PlaceSetting, district_area

SIMILAR = "ONS statistical nearest neighbours"
RELEASED = dt.date(2025, 10, 1)
LICENCE = "Open Government Licence v3.0"
RESIDENTS = "residents"
MID_YEAR = "30 June {}"


def similar(here: PlaceSetting) -> None:
    """The published group of each district that has none; Wales has none at all."""
    lists = place_lists()
    for district in here.districts:
        part = _("Areas similar to %(district)s") % {"district": district.name}
        area, near = here.areas[district.code], lists.similar.get(district.code, ())
        if group := area.similar_groups.filter(ends_on=None).first():
            here.say(part, f"{group.name}, {group.starts_on.year}", False)
        elif near:
            made = SimilarGroup(area=area, name=SIMILAR, starts_on=RELEASED, licence=LICENCE)
            made.full_clean()
            made.save()
            made.members.set([district_area(code) for code in near])
            words = _("%(count)s districts, the nearest first: %(names)s")
            names = ", ".join(lists.districts[code].name for code in near)
            here.say(part, words % {"count": len(near), "names": names}, True)
        else:
            words = _(
                "The Office for National Statistics publishes none for it. You can list them under “Similar areas”."
            )
            here.miss(part, words)


def residents(here: PlaceSetting) -> None:
    """Residents of the districts, of areas like them and of their wards, where none are stored yet."""
    known = set(
        Observation.objects.filter(source__partnership=here.partnership, indicator__slug=RESIDENTS).values_list(
            "area__code", flat=True
        )
    )
    lists = place_lists()
    near = [code for district in here.districts for code in lists.similar.get(district.code, ())]
    counts = {code: lists.residents[code] for code in [*here.areas, *near] if code in lists.residents}
    _residents(here, "2020", counts, known, _("Residents of districts"))
    for district in here.districts:
        if district.code not in lists.residents:
            words = _("The list of mid-2020 has none for %(district)s. Load them as a table under “Load figures”.")
            here.miss(_("Residents of districts"), words % {"district": district.name})
    own = Area.objects.filter(area_set__partnership=here.partnership).values_list("code", flat=True)
    wards: dict[str, dict[str, int]] = {}
    for row in PublishedWard.objects.filter(code__in=own, residents__isnull=False).defer("outline"):
        wards.setdefault(row.residents_in.removeprefix("Mid-"), {})[row.code] = row.residents or 0
    for year, found in wards.items():
        _residents(here, year, found, known, _("Residents of wards"))
    if not wards:
        words = _("No residents of wards are loaded. See docs/data.md, or load them as a table under “Load figures”.")
        here.miss(_("Residents of wards"), words)


def _residents(here: PlaceSetting, year: str, counts: Mapping[str, int], known: set[str], part: str) -> None:
    """Store those that are not known as a published source, one for each kind and year."""
    new = {code: count for code, count in counts.items() if code not in known}
    words = _("%(count)s areas, mid-%(year)s")
    if new:
        add_standard([RESIDENTS])
        title = f"Population estimates, mid-{year}"
        source, made = Source.objects.get_or_create(
            partnership=here.partnership,
            slug=f"population-mid-{year}",
            defaults={
                "title": title,
                "publisher": "Office for National Statistics",
                "issued": f"Mid-{year}",
                "licence": LICENCE,
                "disclosure": Disclosure.OPEN,
            },
        )
        table = FigureTable.objects.create(
            source=source,
            slug=f"residents-{source.tables.count() + 1}",
            title=title,
            label_heading="Place",
            columns=["Residents"],
            position=source.tables.count(),
        )
        names = dict(Area.objects.filter(code__in=new).values_list("code", "name"))
        figures = [_figure(row, code, names, count, year) for row, (code, count) in enumerate(new.items())]
        content = "".join(f"{code},{count}\n" for code, count in new.items()).encode()
        run_import(source, figures, file_name="", content=content, layout="reference", table=table, by=here.by)
        publish_source(source)
    here.say(part, words % {"count": len(counts), "year": year}, bool(new))


def _figure(row: int, code: str, names: Mapping[str, str], count: int, year: str) -> ParsedFigure:
    """The residents of an area in the middle of a year, as a cell of a list."""
    return ParsedFigure(
        indicator=RESIDENTS,
        area=code,
        period=parse_period(MID_YEAR.format(year)),
        label=names.get(code, code),
        as_printed=f"{count:,}",
        value=Value(State.VALUE, Decimal(count)),
        locator=f"row {row + 1}",
        row=row,
        column=0,
        line=row + 1,
        cell="B",
    )
