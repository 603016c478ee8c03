"""Who reads every public page, feed, file, PDF, chart and map together learns no count that is hidden or rounded."""

import datetime as dt
import random
import re
from collections import defaultdict

import pytest
from django.db import transaction
from django.test import Client

from performance.figures.protection import sums
from performance.figures.publishing import publish_source
from performance.models import Observation, Source, Target
from performance.reports.publishing import publish_report
from performance.rules.disclosure import EXACT, DisclosureRule, Release
from plans.documents.versions import NotPublishable
from plans.models import Area, AreaLink
from plans.publishing.versions import publish
from tests import builders
from tests.performance.attacker import attack
from tests.public_pages import read_everything, text_of

pytestmark = pytest.mark.anywhere

WARDS = ["North", "South", "East", "West", "Hill", "Lake"]
SECTORS = {"Upper": WARDS[:3], "Lower": WARDS[3:]}
SOURCES = ["quarters", "years", "lists", "totals"]
VALUES = defaultdict(
    lambda: ["none"],
    partnership=["anytown"],
    plan=["2020-2023"],
    number=[1],
    chart=["table-1"],
    indicator=["harm", "harm-a", "harm-b", "calls", "residents"],
    code=[f"anytown-{name.lower()}" for name in (*WARDS, *SECTORS, "Town")],
    source=SOURCES,
    report=["quarter-1"],
)
FIGURE_ROW = re.compile(
    r'<tr id="text-\d+"[^>]*><th[^>]*>.*?</th>(?:<td[^>]*>[^<]*</td>)?'
    r'<td class="app-num"[^>]*>(?P<figure>[^<]*).*?</td>'
    r'<td[^>]*><a href="/anytown/performance/(?P<indicator>[\w-]+)/">[^<]*</a></td><td[^>]*>(?P<area>[^<]*)</td>'
    r"<td[^>]*>(?P<period>[^<]*)</td>",
    re.S,
)


@pytest.fixture
def owner(db):
    """Six wards in two sectors of a town, with outlines, and what is counted there."""
    owner = builders.partnership()
    wards = builders.area_set(owner, WARDS)
    sectors = builders.area_set(owner, list(SECTORS), "sectors", "sector")
    town = builders.area_set(owner, ["Town"], "town", "district").areas.get()
    owner.areas.add(town)
    for at, ward in enumerate(wards.areas.all()):
        ring = [[at, 52], [at + 1, 52], [at + 1, 53], [at, 53], [at, 52]]
        Area.objects.filter(pk=ward.pk).update(outline={"type": "Polygon", "coordinates": [ring]})
        sector = sectors.areas.get(name=next(name for name, inside in SECTORS.items() if ward.name in inside))
        AreaLink.objects.create(smaller=ward, larger=sector, basis="printed")
    harm = builders.indicator("harm", unit="people", better="lower")
    for slug in ("harm-a", "harm-b"):
        builders.indicator(slug, unit="people", part_of=harm)
    builders.indicator("calls", unit="incidents")
    builders.indicator("residents", unit="people", type="denominator")
    return owner


def quarter(year: int, number: int) -> dict[str, dt.date]:
    start = dt.date(year, 4 + 3 * number, 1) if number < 3 else dt.date(year + 1, 1, 1)
    return {"period_start": start, "period_end": (start + dt.timedelta(days=95)).replace(day=1) - dt.timedelta(days=1)}


def load(owner, chance: random.Random) -> None:
    """Three protected sources with different rules and an open one, which give the same harm in several ways."""
    areas = {area.name: area for area in Area.objects.filter(area_set__partnership=owner)}
    what = {one.slug: one for one in type(builders.Indicator.objects.first()).objects.all()}
    made = {
        "quarters": builders.source(owner, "quarters", disclosure="protected"),
        "years": builders.source(owner, "years", disclosure="protected", threshold=10, round_to=10),
        "lists": builders.source(owner, "lists", disclosure="protected", threshold=3, round_to=1),
        "totals": builders.source(owner, "totals"),
    }
    rows = defaultdict(int)

    def give(source: str, slug: str, place: str, year: int, count: int, **fields) -> None:
        where = f"counted from {count} rows, the first is row {count + 5}"
        given = {"locator": where, "note": f"really {count}", "row": rows[source]} | fields
        builders.observation(made[source], what[slug], areas[place], year, count, **given)
        rows[source] += 1

    def everywhere(source: str, slug: str, year: int, wards: dict[str, int], **fields) -> None:
        sectors = {name: sum(wards[ward] for ward in inside) for name, inside in SECTORS.items()}
        for place, count in (wards | sectors | {"Town": sum(wards.values())}).items():
            give(source, slug, place, year, count, **fields)

    def small() -> int:
        return chance.choice((0, chance.randint(1, 4), chance.randint(1, 9), chance.randint(5, 60)))

    for year in (2019, 2020):
        quarters = [{ward: small() for ward in WARDS} for _number in range(4)]
        for number, counts in enumerate(quarters):
            everywhere("quarters", "harm", year, counts, **quarter(year, number))
        whole = {ward: sum(counts[ward] for counts in quarters) for ward in WARDS}
        part = {ward: chance.randint(0, count) for ward, count in whole.items()}
        everywhere("years", "harm", year, whole)
        everywhere("years", "harm-a", year, part)
        everywhere("years", "harm-b", year, {ward: whole[ward] - part[ward] for ward in WARDS})
        calls = {ward: 2 if ward == "Hill" else chance.randint(5, 60) for ward in WARDS}
        for ward, count in calls.items():  # shown exactly, but for the hidden ones, and their sum by the open source
            give("lists", "calls", ward, year, count)
        give("totals", "calls", "Town", year, sum(calls.values()))
        give("totals", "harm", "Town", year, sum(whole.values()))
        for ward in WARDS:
            give("totals", "residents", ward, year, 1000)


def publish_all(owner) -> None:
    """The plan with a target for the protected harm, a report on it with its PDFs, and their pages."""
    plan = owner.plans.get()
    publish(plan, kind="final")
    publish_report(builders.explain(plan.reports.get()))


def plan_with_a_target(owner) -> None:
    plan = builders.plan(owner)
    town = Area.objects.get(name="Town")
    Target.objects.create(
        plan=plan, name="Less harm", indicator=builders.Indicator.objects.get(slug="harm"), area=town, kind="at most",
        value=50, position=1, due_start=dt.date(2020, 4, 1), due_end=dt.date(2021, 3, 31),
    )  # fmt: skip
    builders.report(plan, period_start=dt.date(2020, 4, 1), period_end=dt.date(2021, 3, 31))


def words_everywhere(files: bool) -> dict[str, str]:
    """What strangers read at every public address, without what is made for one reader or stamped with the time."""
    told = {}
    for address, answer in read_everything(VALUES, files=files).items():
        text = text_of(answer) if answer.status_code == 200 else ""
        told[address] = re.sub(
            r'name="(csrfmiddlewaretoken|stamp)" value="[^"]*"|\d{4}-\d\d-\d\dT[\d:.]+(\+\d\d:\d\d|Z)|\b[0-9a-f]{64}\b',
            "",
            text,
        )
    return told


def pages_of_figures() -> dict[str, str]:
    """The pages of all sources, on which every figure stands. What other pages say is the same figures:
    `test_every_public_text_is_the_same_whatever_is_hidden_and_before_it_was_rounded`."""
    told, client = {}, Client()
    for slug in SOURCES:
        page, more = f"/anytown/sources/{slug}/", {""}
        while more:
            address = page + more.pop()
            told[address] = client.get(address).text
            links = set(re.findall(r'href="(\?page=\d+)"', told[address]))
            more |= {link for link in links if page + link not in told}
    return told


def figures_on_pages(told: dict[str, str]) -> dict[str, dict[tuple, int | None]]:
    """Every figure of the pages of the sources, by what identifies it; None where it is hidden."""
    indicators = dict(builders.Indicator.objects.values_list("slug", "pk"))
    areas = dict(Area.objects.values_list("name", "pk"))
    periods = {str(one.period): one.period for one in Observation.objects.all()}
    found: dict[str, dict[tuple, int | None]] = {slug: {} for slug in SOURCES}
    for address, text in told.items():
        source = re.match(r"/anytown/sources/([\w-]+)/(\?page=\d+)?$", address)
        for row in FIGURE_ROW.finditer(text) if source else ():
            period = periods[row["period"].strip()]
            key = (indicators[row["indicator"]], areas[row["area"]], str(period.start), str(period.end), "")
            words = row["figure"].strip()
            found[source[1]][key] = None if words == "hidden" else int(words.replace(",", ""))
    return found


def releases(told: dict[str, str]) -> list[Release]:
    """What the attacker knows: the figures read, each under the rule that its page states."""
    made = []
    for slug, shown in figures_on_pages(told).items():
        source = Source.objects.get(slug=slug)
        counts = {
            (one.indicator_id, one.area_id, str(one.period_start), str(one.period_end), ""): int(one.value)
            for one in source.observations.all()
        }
        assert set(shown) == set(counts), slug  # every figure of every source was found on its page
        rule = EXACT if source.disclosure == "open" else DisclosureRule(source.threshold, source.round_to)
        made.append(Release(counts, shown, rule))
    return made


def corrected(source: Source) -> None:
    """Two wards of one sector corrected against each other, in a year, so that all sums stay."""
    rows = source.observations.filter(indicator__slug="calls", period_start__year=2020)
    one, other = (rows.get(area__name=name) for name in ("North", "South"))
    for row, step in ((one, 1), (other, -1)) if other.value else ():
        type(row).objects.filter(pk=row.pk).update(value=row.value + step, as_printed=str(row.value + step))


@pytest.mark.parametrize(
    ("wanted", "hidden"), [(1, 40), pytest.param(3, 124, marks=pytest.mark.long)], ids=["one world", "three worlds"]
)
def test_an_attacker_who_reads_all_pages_recovers_nothing(owner, wanted, hidden):
    """Every page of four sources is read before and after a correction, and attacked together.

    Slow: every hidden count is attacked by linear programming.
    """
    tried, worlds = 0, 0
    for seed in range(40):
        with transaction.atomic():
            load(owner, random.Random(seed))
            editions = []
            if publishable():
                for _round in range(2):
                    editions += releases(pages_of_figures())
                    corrected(Source.objects.get(slug="lists"))
                    publish_source(Source.objects.get(slug="lists"))
                keys = {key for edition in editions for key in edition.counts}
                told, found = attack(editions, sums(Source.objects.get(slug="years"), sorted(keys)))
                assert told == [], seed
                tried, worlds = tried + found, worlds + 1
            transaction.set_rollback(True)
        if worlds == wanted:
            break
    assert (worlds, tried) == (wanted, hidden)  # hidden counts, none of which can be told


def publishable() -> bool:
    """Publish all sources, the open one first; False where one is refused, as it would give a count away."""
    try:
        for slug in reversed(SOURCES):
            publish_source(Source.objects.get(slug=slug))
    except NotPublishable:
        return False
    return True


@pytest.mark.parametrize("files", [False, pytest.param(True, marks=pytest.mark.long)], ids=["pages", "files"])
def test_every_public_text_is_the_same_whatever_is_hidden_and_before_it_was_rounded(owner, files):
    """All words of all pages and feeds, in `make test-long` of all files too, stay the same when every protected count
    is another one that has the same public figure: nothing that depends on a count is anywhere.

    Slow: all public pages are read twice.
    """
    load(owner, random.Random(next(seed for seed in range(40) if is_publishable(owner, seed))))
    assert publishable()
    plan_with_a_target(owner)
    said = []
    changed = 0
    for other_counts in (False, True):
        with transaction.atomic():
            if other_counts:
                changed = change_what_is_hidden()
            publish_all(owner)
            said.append(words_everywhere(files))
            transaction.set_rollback(True)
    first, second = said
    assert changed == 111
    assert any("/brief/" in address for address in first)
    assert any(address.endswith(".pdf") for address in first) == files
    assert {address for address in first | second if first.get(address) != second.get(address)} == set()


def is_publishable(owner, seed: int) -> bool:
    with transaction.atomic():
        load(owner, random.Random(seed))
        able = publishable()
        transaction.set_rollback(True)
    return able


def change_what_is_hidden() -> int:
    """Give every protected count another one that readers see the same of; how many there are."""
    changed = 0
    for row in Observation.objects.filter(source__disclosure="protected").select_related("source"):
        count, rule = int(row.value), DisclosureRule(row.source.threshold, row.source.round_to)
        if row.public_state == "suppressed":
            other = count + 1
        else:
            least, most = rule.stands_for(int(row.public_value))
            other = least if count != least else most
        words = {"as_printed": f"{other:,}", "locator": f"counted from {other} rows", "note": f"really {other}"}
        Observation.objects.filter(pk=row.pk).update(value=other, **words)
        changed += other != count
    return changed
