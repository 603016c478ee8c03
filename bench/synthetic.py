"""A made-up partnership of any size: so many actions, wards, indicators, figures and targets, published twice."""

import datetime as dt
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from performance.figures.publishing import publish_source
from performance.models import FigureTable, ImportRun, Indicator, Observation, Source, Target, TargetKind
from plans.models import Area, AreaSet, Organisation, Partnership, Plan, VersionKind
from plans.publishing.versions import publish
from priorities.models import Action, Milestone, Part, Priority

PRIORITIES = 5
YEARS = [(dt.date(2009, 4, 1), dt.date(2010, 3, 31)), (dt.date(2010, 4, 1), dt.date(2011, 3, 31))]


@transaction.atomic
def build(size: int, areas: int | None = None) -> Partnership:
    """`size` actions with two milestones each, wards with outlines (or so many `areas`), indicators, and figures of
    each of them."""
    name = f"made-up-{size}"
    whole, wards = _areas(name, areas or size)
    partnership = Partnership.objects.create(name=f"Made-up partnership, {size} rows", slug=name, place="Nowhere")
    partnership.areas.add(whole)
    AreaSet.objects.filter(slug__startswith=name).update(partnership=partnership)
    indicators = Indicator.objects.bulk_create(
        Indicator(slug=f"{name}-{n}", name=f"Made-up count {n} of {size}", unit="crimes", better="lower")
        for n in range(size)
    )
    plan = _plan(partnership, size)
    Target.objects.bulk_create(_target(plan, n, indicator, whole) for n, indicator in enumerate(indicators))
    publish_source(_source(partnership, whole, wards, indicators))
    publish(plan, kind=VersionKind.CONSULTATION)
    publish(plan, kind=VersionKind.FINAL, note="Agreed as it was proposed.")
    return partnership


def addresses(size: int) -> dict[str, str]:
    """One address of each page type."""
    name = f"made-up-{size}"
    plan = [name, "plan"]
    return {
        "plan": reverse("plan", args=plan),
        "priority": reverse("priority", args=[*plan, "1"]),
        "version": reverse("version", args=[*plan, 2]),
        "older version": reverse("version", args=[*plan, 1]),
        "version-changes": reverse("version-changes", args=[*plan, 2]),
        "two versions compared": reverse("version-changes", args=[*plan, 2]) + "?with=1",
        "plan-json": reverse("plan-json", args=[*plan, 2]),
        "partnership": reverse("partnership", args=[name]),
        "plans": reverse("plans", args=[name]),
        "performance": reverse("performance", args=[name]),
        "indicator": reverse("indicator", args=[name, f"{name}-0"]),
        "indicator-chart": reverse("indicator-chart", args=[name, f"{name}-0", "json"]),
        "areas": reverse("areas", args=[name]),
        "areas-chart": reverse("areas-chart", args=[name, "json"]),
        "area": reverse("area", args=[name, f"{name}-ward-0"]),
        "source": reverse("source", args=[name, "figures"]),
        "home": reverse("home"),
        "glossary": reverse("glossary"),
        "data": reverse("data"),
    }


def _areas(name: str, size: int) -> tuple[Area, list[Area]]:
    districts = AreaSet.objects.create(slug=f"{name}-district", name=f"District of {name}", kind="district")
    whole = Area.objects.create(area_set=districts, code=f"{name}-district", name="Nowhere")
    wards = AreaSet.objects.create(slug=f"{name}-wards", name=f"Wards of {name}", kind="ward")
    across = round(size**0.5)
    rows = (
        Area(
            area_set=wards,
            position=n,
            code=f"{name}-ward-{n}",
            name=f"Ward {n}",
            outline=_square(n % across * 0.01, 52 + n // across * 0.01),
        )
        for n in range(size)
    )
    return whole, Area.objects.bulk_create(rows)


def _square(west: float, south: float) -> dict:
    east, north = west + 0.01, south + 0.01
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def _plan(partnership: Partnership, size: int) -> Plan:
    plan = Plan.objects.create(
        partnership=partnership,
        title=f"Made-up plan, {size} actions",
        slug="plan",
        period_start=dt.date(2010, 4, 1),
        period_end=dt.date(2011, 3, 31),
    )
    lead = Organisation.objects.create(name=f"Made-up lead of {size} actions", kind="council")
    priorities = Priority.objects.bulk_create(
        Priority(plan=plan, ref=str(n + 1), position=n, title=f"Priority {n + 1}", why="Because **people** asked.")
        for n in range(PRIORITIES)
    )
    actions = Action.objects.bulk_create(
        Action(priority=priorities[n % PRIORITIES], ref=f"{n % PRIORITIES + 1}.{n}", position=n, title=f"Do thing {n}")
        for n in range(size)
    )
    Milestone.objects.bulk_create(
        Milestone(action=action, ref=f"{action.ref}{letter}", text=f"Step {letter} of it")
        for action in actions
        for letter in "ab"
    )
    parts = Part.objects.bulk_create(Part(action=action, as_printed="Lead") for action in actions)
    Part.organisations.through.objects.bulk_create(
        Part.organisations.through(part=part, organisation=lead) for part in parts
    )
    return plan


def _target(plan: Plan, n: int, indicator: Indicator, area: Area) -> Target:
    return Target(
        plan=plan,
        position=n,
        name=f"Fewer of count {n}",
        indicator=indicator,
        area=area,
        kind=TargetKind.PERCENT_CHANGE,
        value=Decimal(-5),
        baseline_start=YEARS[0][0],
        baseline_end=YEARS[0][1],
        baseline_state="value",
        baseline_value=Decimal(100 + n),
        due_start=YEARS[1][0],
        due_end=YEARS[1][1],
    )


def _source(partnership: Partnership, whole: Area, wards: list[Area], indicators: list[Indicator]) -> Source:
    source = Source.objects.create(
        partnership=partnership, plan=partnership.plans.get(), slug="figures", title="Made-up figures"
    )
    columns = ["2009/10", "2010/11"]
    by_ward = FigureTable.objects.create(source=source, slug="wards", title="Wards", columns=columns, chart="ranking")
    by_indicator = FigureTable.objects.create(
        source=source, slug="counts", position=1, title="Counts", columns=columns, chart="pairs"
    )
    rows = len(wards) + len(indicators)
    run = ImportRun.objects.create(
        partnership=source.partnership,
        source=source,
        file_name="a.csv",
        layout="bench",
        rows_read=rows,
        stored=2 * rows,
    )
    placed = [(by_ward, row, indicators[0], ward) for row, ward in enumerate(wards)]
    placed += [(by_indicator, row, indicator, whole) for row, indicator in enumerate(indicators)]
    Observation.objects.bulk_create(
        Observation(
            source=source,
            import_run=run,
            table=table,
            row=row,
            column=column,
            indicator=indicator,
            area=area,
            period_start=start,
            period_end=end,
            label=area.name if table is by_ward else indicator.name,
            as_printed=str(100 + row - 5 * column),
            value=Decimal(100 + row - 5 * column),
            locator=f"row {row + 1}",
        )
        for table, row, indicator, area in placed
        for column, (start, end) in enumerate(YEARS)
    )
    return source
