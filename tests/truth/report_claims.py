"""What the page of a report claims of its quarter and of its actions, beside what is stored."""

import datetime as dt
import re
from calendar import month_name, monthrange
from collections import Counter
from collections.abc import Iterator

from performance.models import ReportVersion

from .claims import INDICATOR, Claims, figure, linked, number, shown_as
from .reading import Cell, Page
from .recount import Key, Stored, is_added_up, percent

REPORT = re.compile(r"^/(?P<partnership>[^/]+)/scrutiny/(?P<report>[^/]+)/(?:v(?P<number>\d+)/)?$")
MONTHS = {name: number for number, name in enumerate(month_name) if name}
ADDED_UP = "added up by the portal"
COLUMNS = ("This quarter, ", "Last quarter, ", "Same quarter last year, ", "Year to date, ")
BY = re.compile(
    r": (?P<now>[+−-]?£?[\d,.]*\d)[^,]*, (?P<way>up|down) (?P<by>[\d,.]*\d)(?: points)?(?: \((?P<share>[^%]+)%\))?"
)


def span(words: str) -> tuple[dt.date, dt.date]:
    """The days of “Q3 2020/21”, “2020/21” and “April 2020 to December 2020”."""
    if found := re.fullmatch(r"(?:Q([1-4]) )?(\d{4})/\d\d", words):
        first = 4 + 3 * (int(found[1]) - 1) if found[1] else 4
        months, year = 3 if found[1] else 12, int(found[2])
    else:
        start, end = ((MONTHS[name], int(year)) for name, year in re.findall(r"([A-Z][a-z]+) (\d{4})", words))
        first, year, months = start[0], start[1], 12 * (end[1] - start[1]) + end[0] - start[0] + 1
    begins, ends = 12 * year + first - 1, 12 * year + first - 1 + months - 1
    last = dt.date(ends // 12, ends % 12 + 1, monthrange(ends // 12, ends % 12 + 1)[1])
    return dt.date(begins // 12, begins % 12 + 1, 1), last


def quarter_tables(page: Page, stored: Stored) -> Claims:
    """Each measure in the quarter: every figure of its row, the sums among them, and the change from a year ago."""
    for table in page.tables:
        for record in table.records():
            names = {start: heading for heading in record for start in COLUMNS if heading.startswith(start)}
            if len(names) < len(COLUMNS) or "Measure" not in record:
                continue
            slug, row = linked(record["Measure"], INDICATOR), record["Measure"].words
            keys = [key for key in list(stored.values) if key[0] == slug and is_named(key[1], row, stored)]
            for start, heading in names.items():
                period, said = heading.removeprefix(start), record[heading].words
                given = [(key, stored.all(key, period), stored.added_up(key, *span(period))) for key in keys]
                true = any(is_figure_of(said, key, period, stored) for key in keys) if keys else said == "not available"
                yield "quarter", f"{row}, {period}: {said}", given, true
            now, before = (record[names[start]].words for start in (COLUMNS[0], COLUMNS[2]))
            yield from change_from_a_year_ago(record["Change from a year ago"].words, before, now)


def is_named(code: str, row: str, stored: Stored) -> bool:
    """Whether a row names the area of a code, or no area at all."""
    named = {found for name, codes in stored.codes.items() if row.endswith(f" {name}") for found in codes}
    return not named or code in named


def is_figure_of(said: str, key: Key, period: str, stored: Stored) -> bool:
    """Whether a cell is true of one indicator and area: a figure of a source, a sum of parts, or words without any."""
    given, total = stored.all(key, period), stored.added_up(key, *span(period))
    if ADDED_UP in said:
        return not given and shown_as(said, total)
    if number(said) is None and "differ" not in said:
        return not given and (said != "not available" or total is None or not is_added_up(key[0]))
    return all(true for _kind, _claim, _given, true in figure(key, period, said, stored)) and bool(given)


def change_from_a_year_ago(said: str, before: str, now: str) -> Claims:
    """“Fewer than a year ago: 70, down 40 (−36.4%), …” beside the cells of its row."""
    if not (found := BY.search(said)):
        words = number(before) is None or number(now) is None or "rounded" in said or "differ" in before + now
        yield "quarter change", said, (before, now), words
        return
    then, this = number(before), number(now)
    by = None if then is None or this is None else this - then
    way = "up" if by and by > 0 else "down"
    true = by is not None and number(found["now"]) == this and shown_as(found["by"], abs(by)) and found["way"] == way
    yield "quarter change", said, by, true
    if found["share"] and then:
        yield "quarter change", said, percent(then, this), shown_as(found["share"], percent(then, this))


def version_of(page: Page) -> ReportVersion | None:
    """The version that a page of a report shows; None for another page."""
    found = REPORT.match(page.address)
    if not found:
        return None
    versions = ReportVersion.objects.filter(
        report__partnership__slug=found["partnership"], report__slug=found["report"]
    ).order_by("-number")
    return versions.filter(**({"number": int(found["number"])} if found["number"] else {})).first()


def said_before(version: ReportVersion) -> list[dict]:
    """The actions of the newest report of an earlier period on the same plan, as they were when a version appeared."""
    earlier = ReportVersion.objects.filter(
        report__plan=version.report.plan_id,
        report__period_end__lt=version.report.period_end,
        published_at__lte=version.published_at,
    )
    newest = max(earlier, key=lambda one: (one.report.period_end, one.number), default=None)
    return newest.content.get("actions", []) if newest else []


def movements(page: Page, stored: Stored) -> Claims:
    """How many actions have which status, and had before; which moved, and how many in which way."""
    version = version_of(page)
    if version is None:
        return
    then, now = said_before(version), version.content.get("actions", [])
    moved: Counter[str] = Counter()
    for table in page.tables:
        if table.caption.startswith("Number of actions with each status"):
            had, has = (Counter(one["status"] or "No update" for one in lines) for lines in (then, now))
            statuses = {row[0].words for row in table.rows[1:]}
            yield "movement", table.caption, had + has, statuses == set(had | has)
            for status, before, after in ([cell.words for cell in row] for row in table.rows[1:]):
                given = (had[status], has[status])
                yield "movement", f"{status}: {before}, {after}", given, (int(before), int(after)) == given
        if table.caption.startswith("Actions that changed since"):
            for action, kind, was, is_now in ([*row] for row in table.rows[1:]):
                moved[kind.words.lower()] += 1
                yield from moved_action(action, kind.words, was.words, is_now.words, then, now)
    expected = Counter(kind for title in titles(then, now) if (kind := way_of(title, then, now)))
    for said in {one for one in page.sentences if one.startswith("Actions since the report for")}:
        counts = Counter({kind: int(count) for count, kind in re.findall(r"(\d+) ([a-z ]+)[,.]", said)})
        yield "movement", said, expected, counts == expected == moved
    for said in page.sentences:
        if said.startswith("No action has changed status since the report"):
            yield "movement", said, expected, not expected and bool(then)
        if said.startswith("This is the first report on this plan"):
            yield "movement", said, then, not then


def titles(then: list[dict], now: list[dict]) -> set[str]:
    return {one["title"] for one in (*then, *now)}


def statuses_of(title: str, lines: list[dict]) -> set[str]:
    return {one["status"] or "No update" for one in lines if one["title"] == title}


def way_of(title: str, then: list[dict], now: list[dict]) -> str:
    """How the action of a title moved; empty where it did not."""
    was, is_now = statuses_of(title, then), statuses_of(title, now)
    if was == is_now:
        return ""
    if not was or not is_now:
        return "no longer listed" if was else "new"
    return "completed" if is_now == {"Complete"} else "changed status"


def moved_action(action: Cell, kind: str, was: str, is_now: str, then: list[dict], now: list[dict]) -> Iterator:
    """One row of the actions that moved: its way, and every status that it had and has."""
    title = next((one for one in titles(then, now) if action.words.endswith(f" {one}")), "")
    given = (way_of(title, then, now), statuses_of(title, then), statuses_of(title, now))
    true = kind.lower() == given[0]
    for said, statuses in ((was, given[1]), (is_now, given[2])):
        listed = " ".join(sorted(statuses, key=lambda one: one.replace("No update", "")))
        true = true and (said == listed if listed else said.startswith("not in th"))
    yield "movement", f"{action.words}: {kind}, {was}, {is_now}", given, true


JUDGES = [quarter_tables, movements]
