"""K20: a document is fit to print: signs, headings and names are of one kind, and no note to the writer is left in."""

import re
from collections import defaultdict
from collections.abc import Iterator

from django.utils.translation import gettext as _, gettext_lazy as _l

from performance.checks.facts.matching import stem_list
from performance.checks.facts.types import Facts, PlanFact, Row, StatementFact, TableKey, TextFact
from performance.checks.figures.k03_recomputed import CHANGES, FALL
from performance.checks.finding import Finding, FindingPlace, Severity, at
from performance.figures.series import PublishedFigure

FEWEST_AREAS = 3
SAYS_FALL = _l("“%(heading)s” already says that it is a fall, and its figures carry a minus sign.")
BARE_RISES = _l("Rises have no sign in the column “%(heading)s”, next to targets for falls that have none either.")
MINUS = ("-", "−", "–")
KINDS_OF_AREAS = {
    stem for word in ("ward", "area", "district", "sector", "division", "police", "county") for stem in stem_list(word)
}
NOTE = re.compile(
    r"“(?:expand|insert|add|check|to follow|how many)\b[^”]{0,60}”|"
    r"\[(?:insert|add|check|tbc|to follow|note)\b[^\]]*\]|"
    r"\bhow many attended\b|\b[Xx]{3,}\b|\bTODO\b|\?{2,}|\blorem ipsum\b|\b(?:to be|please) insert(?:ed)?\b",
)


def check(facts: Facts) -> Iterator[Finding]:
    for key, rows in facts.tables.items():
        yield from _signs(key, rows)
    yield from _areas(facts)
    for plan in facts.plans:
        yield from _notes(plan)
    yield from _headings(facts)


def _signs(key: TableKey, rows: list[Row]) -> Iterator[Finding]:
    """A column headed as a reduction with minus signs; rises without a sign where targets for falls have none either.

    An unsigned number beside an unsigned target for a fall reads as a fall.
    """
    columns: dict[int, list[PublishedFigure]] = defaultdict(list)
    for row in rows:
        for one in row:
            if one.kind in CHANGES and one.value is not None:
                columns[one.column].append(one)
    unsigned_aims = any(
        one.kind == "target" and one.unit == "%" and one.value and one.value > 0 and one.better == "lower"
        for row in rows
        for one in row
    )
    for column, cells in columns.items():
        heading = cells[0].table.columns[column] if cells[0].table else ""
        minus = [one for one in cells if one.as_printed.startswith(MINUS)]
        rises = [one for one in cells if one.value and one.value > 0 and one.as_printed[:1].isdigit()]
        if FALL.search(heading) and len(minus) * 2 > len(cells):
            yield _sign((*key, str(column)), heading, minus, "minus", str(SAYS_FALL))
        elif unsigned_aims and minus and rises:
            yield _sign((*key, str(column)), heading, rises, "plus", str(BARE_RISES))


def _sign(column: tuple[str, ...], heading: str, cells: list[PublishedFigure], what: str, sentence: str) -> Finding:
    """A column whose signs do not fit its heading."""
    return Finding(
        "K20",
        (what, *column),
        Severity.WARNING,
        sentence % {"heading": heading},
        tuple(at(one) for one in cells),
        "; ".join(f"{one.label}: {one.as_printed}" for one in cells),
        _("a plus for every rise and a minus for every fall, under a heading that names neither")
        if what == "plus"
        else _("figures without a sign, or a heading such as “Change”"),
        _("Read literally, a minus under “Reduction” is a rise, and a bare number next to bare targets is a fall."),
        _("Print each change with its sign under the heading “Change”."),
    )


def _areas(facts: Facts) -> Iterator[Finding]:
    """An area that a table calls by another form of its name than the list of areas; “ward” and such are let pass."""
    told: set[tuple[int, str]] = set()
    for rows in facts.tables.values():
        firsts = [row[0] for row in rows]
        if len({one.area.code for one in firsts}) < max(FEWEST_AREAS, len(firsts)):
            continue
        for one in firsts:
            mine, theirs = _words(one.label), _words(one.area.name)
            if (
                set(mine) & set(theirs)
                and mine != theirs
                and (one.source.pk, one.area.code) not in told
                and not _loaded(one)
            ):
                told.add((one.source.pk, one.area.code))
                yield _two_names(one)


def _loaded(figure: PublishedFigure) -> bool:
    """Whether the label comes from a file: there any known name of an area will do."""
    return bool(figure.table and figure.table.loaded)


def _words(name: str) -> list[str]:
    return [stem for stem in stem_list(name) if stem not in KINDS_OF_AREAS]


def _two_names(figure: PublishedFigure) -> Finding:
    """An area that a table calls otherwise than the rest of the portal."""
    words = {"label": figure.label, "name": figure.area.name}
    return Finding(
        "K20",
        ("area", figure.source.slug, figure.area.code),
        Severity.WARNING,
        _("The table calls an area “%(label)s” that is called “%(name)s” elsewhere.") % words,
        (at(figure),),
        figure.label,
        figure.area.name,
        _("Readers looking for one name will not find the other."),
        _("Use one name for the area."),
    )


def _notes(plan: PlanFact) -> Iterator[Finding]:
    """Notes of the writer that were left in a text."""
    for text in plan.texts:
        for note in dict.fromkeys(match[0] for match in NOTE.finditer(text.text)):
            yield Finding(
                "K20",
                ("note", plan.slug, text.kind, text.ref, note),
                Severity.WARNING,
                _("A note to the writer may have been left in: %(note)s.") % {"note": note},
                (_in(plan, text),),
                note,
                _("the words or the figure that belong there"),
                _("Such words are written while a plan is drafted, to be replaced later."),
                _("Write what is meant, or remove the note."),
            )


def _in(plan: PlanFact, text: TextFact) -> FindingPlace:
    return FindingPlace(text.ref, title=plan.title, plan=plan.slug, kind=text.kind, ref=text.ref, row=text.row)


def _headings(facts: Facts) -> Iterator[Finding]:
    """A column of one document that is headed in several ways from page to page."""
    columns: dict[tuple[str, str], dict[str, StatementFact]] = defaultdict(dict)
    for said in facts.said("heading"):
        columns[said.source.slug, said.subject].setdefault(said.as_printed, said)
    for (source, subject), ways in columns.items():
        if len(ways) > 1:
            yield Finding(
                "K20",
                ("headings", source, subject),
                Severity.WARNING,
                _("The same column has several headings: %(subject)s.") % {"subject": subject},
                tuple(FindingPlace(one.locator, one.source.slug, one.source.title) for one in ways.values()),
                "; ".join(f"“{way}”" for way in ways),
                _("one heading"),
                _("Readers will wonder what the difference is."),
                _("Use one heading on every page."),
            )
