"""England and Wales in one portal, made up at full size: partnerships, wards, monthly figures, plans and reports.

    .venv/bin/python tests/with_postgres.py .venv/bin/python bench/national.py --partnerships 330

Fills the PostgreSQL database of DATABASE_URL and measures it (`national_costs.py`). Ward counts are drawn from those of
a published month, with seasons and chance; most are zero.
"""

import argparse
import csv
import io
import math
import os
import random
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import django
import prepare

WARDS, MONTHS, INDICATORS, PLANS, REPORTS = 23, 120, 22, 3, 15
FIRST_MONTH = "2015-11-01"
PUBLISHED = prepare.ROOT / "tests" / "data" / "police-uk-2018-10-by-ward18.csv"
# A count is its ward's usual one, in the season, and chance as wide as that of rare events.
FIGURES = """
INSERT INTO performance_observation (source_id, import_run_id, "row", "column", indicator_id, area_id, period_start,
    period_end, period_as_printed, label, as_printed, value, decimals, unit, state, qualifier, locator, note,
    public_state, provisional)
SELECT source, run, row_number() OVER (PARTITION BY source), 0, indicator, area, month,
    (month + interval '1 month - 1 day')::date, '', '', count, count, 0,
    '', 'value', '', 'made up', '', '', false
FROM usual CROSS JOIN LATERAL (SELECT (date %s + make_interval(months => n))::date AS month FROM
    generate_series(0, %s) n) months CROSS JOIN LATERAL (SELECT greatest(0, round(rate * (1 + 0.15 * sin(phase +
    extract(month FROM month) * 0.52)) + sqrt(rate + 0.2) * (random() + random() + random() - 1.5) * 2))::int AS count
    ) counts"""
DISTRICTS = """
INSERT INTO performance_observation (source_id, import_run_id, "row", "column", indicator_id, area_id, period_start,
    period_end, period_as_printed, label, as_printed, value, decimals, unit, state, qualifier, locator, note,
    public_state, provisional)
SELECT source_id, import_run_id, max("row"), 1, indicator_id, district, period_start, period_end, '', '',
    sum(value)::int,
    sum(value), 0, '', 'value', '', 'made up', '', '', false
FROM performance_observation JOIN lies ON area_id = ward GROUP BY 1, 2, 5, 6, 7, 8"""


def main() -> int:
    options = argparse.ArgumentParser(description="Make England and Wales in one portal, and measure it.")
    options.add_argument("--partnerships", type=int, default=330)
    options.add_argument("--keep", action="store_true", help="the database is filled already: measure alone")
    chosen = options.parse_args()
    server = os.environ.get("DATABASE_URL", "")
    if not server.startswith("postgres"):
        sys.exit("It needs PostgreSQL: run it through tests/with_postgres.py.")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        words = prepare.environment_of(Path(folder), server) if chosen.keep else prepare.portal(Path(folder), server)
        os.environ.update(words)
        sys.path.insert(0, str(prepare.ROOT))
        django.setup()
        began = time.perf_counter()
        if not chosen.keep:
            fill(chosen.partnerships)
        seconds = None if chosen.keep else time.perf_counter() - began
        import national_costs

        return national_costs.report(chosen.partnerships, seconds)


def fill(count: int) -> None:
    """Partnerships with wards and ten years of figures, then their plans and reports."""
    from django.db import connection

    chosen = random.Random(330)
    owners = partnerships(count)
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE usual (area bigint, source bigint, run bigint, indicator bigint, rate float,"
            " phase float)"
        )
        cursor.execute("CREATE TEMP TABLE lies (ward bigint, district bigint)")
        _copy(cursor, "usual", usual_counts(owners, chosen))
        _copy(cursor, "lies", ((ward.pk, owner["district"].pk) for owner in owners for ward in owner["wards"]))
        kept = _without_indexes(cursor)
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(FIGURES, [FIRST_MONTH, MONTHS - 1])
        cursor.execute(DISTRICTS)
        cursor.execute("SET session_replication_role = DEFAULT")
        for statement in kept:
            cursor.execute(statement)
    documents(owners, chosen)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def partnerships(count: int) -> list[dict]:
    """A partnership for each district, with wards, similar areas, residents and an open source."""
    from django.utils import timezone

    from performance.models import ImportRun, Indicator, SimilarGroup, Source
    from plans.models import Area, AreaLink, AreaSet, Partnership
    from plans.places.your_place.lists import place_lists
    from plans.places.your_place.storing import district_area

    lists, now, made = place_lists(), timezone.now(), []
    taken = set(Area.objects.filter(partnerships__isnull=False).values_list("code", flat=True))
    codes = [code for code in sorted(lists.districts) if code not in taken]
    codes += [f"made-{number}" for number in range(count)]
    indicators = list(Indicator.objects.filter(slug__startswith="police-uk-").order_by("slug"))
    indicators += list(Indicator.objects.filter(slug__startswith="recorded-").order_by("slug"))
    for code in codes[:count]:
        known = lists.districts.get(code)
        name = known.name if known else code.title()
        owner = Partnership.objects.create(slug=f"in-{code.lower()}", name=f"Safer {name} Partnership", place=name)
        district = district_area(code) if known else owner.whole
        if known:
            owner.areas.add(district)
            owner.whole = district
            owner.save()
        wards = AreaSet.objects.create(
            partnership=owner, slug=f"wards-{code.lower()}", name=f"Wards of {name}", kind="ward"
        )
        areas = Area.objects.bulk_create(
            Area(area_set=wards, position=n, code=f"{code.lower()}-{n}", name=f"{name} {n + 1}") for n in range(WARDS)
        )
        AreaLink.objects.bulk_create(AreaLink(smaller=one, larger=district, basis="best fit") for one in areas)
        source = Source.objects.create(
            partnership=owner,
            slug="monthly",
            title="Monthly figures",
            disclosure="open",
            publisher="Made up",
            published_at=now,
        )
        run = ImportRun.objects.create(partnership=owner, source=source, file_name="", sha256="", finished_at=now)
        for one in indicators[:INDICATORS]:
            one.used_by.add(owner)
        made.append(
            {
                "partnership": owner,
                "district": district,
                "wards": areas,
                "source": source,
                "run": run,
                "indicators": indicators[:INDICATORS],
                "code": code,
            }
        )
    for one in made:
        near = [district_area(code) for code in lists.similar.get(one["code"], ())]
        if near and not one["district"].similar_groups.exists():
            group = SimilarGroup.objects.create(area=one["district"], name="Similar areas", starts_on="2025-10-01")
            group.members.set(near)
    return made


def usual_counts(owners: list[dict], chosen: random.Random):
    """What is usual in each ward for each indicator, drawn from the wards of a published month, zeros too."""
    by_type, wards = defaultdict(list), set()
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_type[row["crime_type"]].append(int(row["crimes"]))
            wards.add(row["ward_code"])
    counts = [found + [0] * (len(wards) - len(found)) for found in by_type.values()]
    for owner in owners:
        for ward in owner["wards"]:
            for number, indicator in enumerate(owner["indicators"]):
                rate = chosen.choice(counts[number % len(counts)]) * chosen.uniform(0.7, 1.3)
                phase = chosen.uniform(0, math.tau)
                yield ward.pk, owner["source"].pk, owner["run"].pk, indicator.pk, round(rate, 3), round(phase, 3)


def documents(owners: list[dict], chosen: random.Random) -> None:
    """Plans and reports whose text is that of the demonstration, with names and numbers of their own."""
    from performance.models import ProgressReport, ReportVersion
    from plans.documents.document import checksum
    from plans.models import Plan, PlanVersion

    plans = list(PlanVersion.objects.filter(kind="final").select_related("plan__partnership"))
    reports = list(ReportVersion.objects.select_related("report__plan__partnership"))
    for number, one in enumerate(owners):
        owner, texts, heads = one["partnership"], [], []
        for place in range(PLANS):
            model = plans[(number + place) % len(plans)]
            start = 2017 + place * 3
            period = {"period_start": f"{start}-04-01", "period_end": f"{start + 3}-03-31"}
            heads.append(
                Plan(
                    partnership=owner,
                    slug=f"{start}-{start + 3}",
                    title=model.plan.title,
                    state="published",
                    kind=model.plan.kind,
                    **period,
                )
            )
            text = _own(model.content, model.plan.partnership, owner, chosen)
            text["plan"] |= {"slug": f"{start}-{start + 3}", "period": f"{start}–{start + 3}"}
            texts.append(text)
        heads = Plan.objects.bulk_create(heads)
        PlanVersion.objects.bulk_create(
            PlanVersion(plan=plan, kind="final", number=1, content=text, checksum=checksum(text))
            for plan, text in zip(heads, texts, strict=True)
        )
        made = ProgressReport.objects.bulk_create(
            ProgressReport(
                partnership=owner,
                plan=heads[place % PLANS],
                slug=f"report-{place}",
                title=f"Report {place + 1}",
                period_start=f"{2011 + place}-04-01",
                period_end=f"{2012 + place}-03-31",
            )
            for place in range(REPORTS)
        )
        said = [reports[(number + place) % len(reports)] for place in range(REPORTS)]
        contents = [_own(one.content, one.report.plan.partnership, owner, chosen) for one in said]
        ReportVersion.objects.bulk_create(
            ReportVersion(report=report, kind="final", number=1, content=text, checksum=checksum(text))
            for report, text in zip(made, contents, strict=True)
        )


def _own(content: dict, old, owner, chosen: random.Random) -> dict:
    """A document under another partnership's name, its values multiplied by one number."""
    import json

    text = json.dumps(content).replace(old.slug, owner.slug).replace(old.place, owner.place)
    factor = chosen.uniform(0.5, 2)

    def changed(value):
        if isinstance(value, list):
            return [changed(one) for one in value]
        if isinstance(value, dict):
            return {key: _times(one, factor) if key == "value" else changed(one) for key, one in value.items()}
        return value

    return changed(json.loads(text))


def _times(value, factor: float):
    return str(round(int(value) * factor)) if isinstance(value, str) and value.isdecimal() else value


def _copy(cursor, table: str, rows) -> None:
    text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
    cursor.copy_expert(f"COPY {table} FROM STDIN", text)


def _without_indexes(cursor) -> list[str]:
    """Drop the indexes and unique constraints of the figures; the statements that make them again."""
    table = "performance_observation"
    cursor.execute(
        "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'u'",
        [table],
    )
    constraints = cursor.fetchall()
    for name, _words in constraints:
        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE %s", [table, "%%_pkey"]
    )
    indexes = cursor.fetchall()
    for name, _words in indexes:
        cursor.execute(f"DROP INDEX {name}")
    return [f"ALTER TABLE {table} ADD CONSTRAINT {name} {words}" for name, words in constraints] + [
        words for _name, words in indexes
    ]


if __name__ == "__main__":
    sys.exit(main())
