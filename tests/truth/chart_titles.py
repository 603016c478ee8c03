"""What the titles of charts of printed tables and of targets claim, beside the tables on the same page."""

import re
from fractions import Fraction

from .claims import NUMBER, Claims, number
from .reading import Page, Table
from .recount import Stored

MET = re.compile(r"(\d+) of (\d+) targets? (?:is|are) met or on target(?:; sources differ about (\d+))?")
BELOW = re.compile(r"(\d+) of (\d+) targets? (?:is|are) lower than “(.+)”")
HIGHEST = re.compile(rf"(?:(?P<many>\d+) rows|(?P<names>.+)) (?:is|are) highest, at (?P<most>{NUMBER})(?: .+)?")
UNCERTAIN = "Sources differ, so it is not certain which is highest"
GOOD = ("met", "on target", "well ahead")


def targets_met(page: Page, stored: Stored) -> Claims:
    """“8 of 11 targets are met or on target; sources differ about 7”, as the statuses of these targets on the page."""
    for said in page.sentences:
        if not (claimed := MET.fullmatch(said)):
            continue
        charts = [table for table in page.tables if table.caption.startswith("Outturns against targets")]
        drawn = {row[0].words for chart in charts for row in chart.rows}
        records = [one for table in page.tables for one in table.records() if "Status" in one and "Outturns" in one]
        statuses = [one["Status"].words for one in records if one["Target"].words in drawn]
        disputed = {one for one in page.sentences if one.startswith("Another source gives a different")}
        given = (sum(one.startswith(GOOD) for one in statuses), len(statuses), len(disputed))
        yield "title of targets", said, given, tuple(int(one or 0) for one in claimed.groups()) == given


def targets_below(page: Page, stored: Stored) -> Claims:
    """10 of 10 targets are lower than “07/08 Total”, as the table that prints both."""
    for said in page.sentences:
        if claimed := BELOW.fullmatch(said):
            given = [
                (sum(goal < now for now, goal in pairs), len(pairs))
                for table in page.tables
                if (pairs := beside_targets(table, claimed[3]))
            ]
            yield "title of targets", said, given, (int(claimed[1]), int(claimed[2])) in given


def beside_targets(table: Table, heading: str) -> list[tuple[Fraction, Fraction]]:
    """The figures under a heading, each with the target in the column after it; the row of their sum is left out."""
    headings = [cell.words for cell in table.rows[0]]
    if heading not in headings[:-1]:
        return []
    at = headings.index(heading)
    pairs = [(number(row[at].words), number(row[at + 1].words)) for row in table.rows[1:] if len(row) == len(headings)]
    known = [(now, goal) for now, goal in pairs if now is not None and goal is not None]
    return known[:-1] if known and known[-1][0] == sum(now for now, _goal in known[:-1]) else known


def highest_rows(page: Page, stored: Stored) -> Claims:
    """“Central is highest, at 4,713 crimes”, or that it is not certain, as a table with rows of these names."""
    for said in page.sentences:
        claimed = HIGHEST.fullmatch(said)
        if not claimed and said != UNCERTAIN:
            continue
        tops = [top for table in page.tables if (top := highest_of(table, stored))]
        if not claimed:
            yield "title of highest", said, tops, any(not certain for _names, _most, certain in tops)
            continue
        given = [(names, most) for names, most, certain in tops if certain]
        right = [most == number(claimed["most"]) and (
            len(names) == int(claimed["many"]) if claimed["many"] else " and ".join(names) == claimed["names"]
        ) for names, most in given]  # fmt: skip
        yield "title of highest", said, given, any(right)


def highest_of(table: Table, stored: Stored) -> tuple[list[str], Fraction, bool] | None:
    """The rows with the highest figure of the first column, that figure, and whether no other source says otherwise."""
    rows = [
        (row[0].words, said) for row in table.rows[1:] if len(row) > 1 and (said := number(row[1].words)) is not None
    ]
    if len(rows) < 2:
        return None
    spans = {name: by_any_source(name, figure, stored) for name, figure in rows}
    most = max(last for _first, last in spans.values())
    names = [name for name, span in spans.items() if span[1] == most]
    certain = all(spans[name][0] == most for name in names)
    certain &= all(last < spans[names[0]][0] for name, (_first, last) in spans.items() if name not in names)
    return names, most, certain


def by_any_source(name: str, figure: Fraction, stored: Stored) -> tuple[Fraction, Fraction]:
    """The lowest and the highest that sources give for a figure of a row."""
    of_name = [by_period for (_slug, code), by_period in stored.values.items() if code in stored.codes[name]]
    given = {figure}.union(*(values for by_period in of_name for values in by_period.values() if figure in values))
    return min(given), max(given)


JUDGES = [targets_met, targets_below, highest_rows]
