"""Figures entered at the desk: measures down, periods across, one area and one source. Stored as an import is."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.periods import Period
from performance.figures.similar import BASES
from performance.imports.figures import CellError, ParsedFigure
from performance.imports.reading import Format, ImportQuestion, Reading, refusal
from performance.imports.run import unanswered, validate_and_store
from performance.models import ImportRun, Indicator, Observation, Source, Target, Unit
from performance.rules.values import NotAValue, Value, parse, shown, with_qualifier
from plans.models import Area, Partnership, User

COLUMNS = 8
RHYTHMS = {"quarters": 3, "years": 12}  # months
ENTERED = Format(
    "entered",
    "Entered at the desk",
    recognise=lambda _head: False,
    read=lambda _file, _given: refusal(1, "A", "", "", ""),
)


@dataclass
class FigureRow:
    """One measure: what its cells hold, what its editor was shown, by the first month of the period (YYYYMM).

    `errors` are sentences by cell; `stored` is what somebody else entered meanwhile.
    """

    indicator: Indicator
    cells: dict[str, str]
    seen: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    stored: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"m{self.indicator.pk}"

    def name(self, period: str) -> str:
        return f"{self.key}-{period}"

    @property
    def changed(self) -> list[str]:
        return [period for period, text in self.cells.items() if text != self.seen[period]]


@dataclass
class EntryTerms:
    """What is said once for all figures of the page: where they go, how that is protected, why they are corrected."""

    source: Source | None
    title: str = ""
    disclosure: str = ""
    reason: str = ""
    answered: Sequence[str] = ()


@dataclass
class EntryOutcome:
    """What saving did. Without `stored` nothing of it was: `problems`, `questions` and the rows say why."""

    run: ImportRun | None = None
    stored: int = 0
    problems: list[str] = field(default_factory=list)
    questions: list[ImportQuestion] = field(default_factory=list)
    reason_missing: bool = False


def periods_until(last: Period) -> list[Period]:
    """The periods of one length that end with the last, the oldest first."""
    return [moved(last, steps) for steps in range(1 - COLUMNS, 1)]


def moved(period: Period, steps: int) -> Period:
    """The period of the same length so many steps later."""
    month = period.start.year * 12 + period.start.month - 1 + steps * period.months
    return Period.of_months(month // 12, month % 12 + 1, period.months)


def last_ended(months: int, today: dt.date) -> Period:
    """The last quarter or financial year (from April) that is over."""
    whole = today.year * 12 + today.month - 1
    begun = whole - (whole - 3) % months
    year, month = divmod(begun - months, 12)
    return Period.of_months(year, month + 1, months)


def key_of(period: Period) -> str:
    return f"{period.start:%Y%m}"


def measures(partnership: Partnership) -> QuerySet[Indicator]:
    """What the partnership measures: indicators that it keeps, ticked, has targets for, or has figures of."""
    of_targets = Target.objects.filter(plan__partnership=partnership).values("indicator")
    figures = Observation.objects.filter(source__partnership=partnership).exclude(indicator__slug__in=BASES)
    of_figures = figures.order_by().values("indicator")
    ticked = partnership.indicators_used.values("pk")
    asked = Q(partnership=partnership) | Q(pk__in=of_targets) | Q(pk__in=of_figures) | Q(pk__in=ticked)
    return Indicator.objects.filter(asked).order_by("name", "pk")


def areas(partnership: Partnership) -> list[Area]:
    """The partnership's own areas first, then those of its sets of areas."""
    own = list(partnership.areas.defer("outline"))
    others = Area.objects.filter(area_set__partnership=partnership).exclude(pk__in=[one.pk for one in own])
    return [*own, *others.defer("outline").order_by("area_set", "position", "pk")]


def usual_source(partnership: Partnership) -> Source | None:
    """The source that figures were entered into last."""
    runs = ImportRun.objects.filter(partnership=partnership, layout=ENTERED.slug, source__isnull=False)
    last = runs.select_related("source").first()
    return last.source if last else None


def rows_as_stored(
    source: Source | None, area: Area, indicators: Iterable[Indicator], periods: Sequence[Period]
) -> list[FigureRow]:
    """The measures with what the source says of them now. At most one query."""
    indicators = list(indicators)
    said: dict[tuple[int, str], str] = {}
    if source:
        starts, months = [one.start for one in periods], periods[0].months
        known = Observation.objects.filter(source=source, area=area, indicator__in=indicators, period_start__in=starts)
        for one in known:
            if one.period and one.period.months == months:
                said[one.indicator_id, key_of(one.period)] = text_of(one)
    cells = {one.pk: {key_of(two): said.get((one.pk, key_of(two)), "") for two in periods} for one in indicators}
    return [FigureRow(one, dict(cells[one.pk]), cells[one.pk]) for one in indicators]


def text_of(figure: Observation) -> str:
    """A figure as a cell holds it: its number, or the words of its state."""
    words = shown(figure.value, figure.unit, figure.decimals, figure.state)
    return words if figure.value is None else with_qualifier(words, figure.qualifier)


def save_figures(
    partnership: Partnership,
    area: Area,
    periods: Sequence[Period],
    rows: Sequence[FigureRow],
    terms: EntryTerms,
    *,
    by: User,
) -> EntryOutcome:
    """Store the cells that were changed as one import, or nothing where a cell is wrong or was changed by others."""
    with transaction.atomic():
        Partnership.objects.select_for_update().get(pk=partnership.pk)
        _compare_with_stored(terms.source, area, periods, rows)
        figures = list(_figures(area, periods, rows))
        if any(row.errors or row.stored for row in rows) or not figures:
            return EntryOutcome()
        published = terms.source and terms.source.published_at and terms.source.published_at <= timezone.now()
        corrects = any(row.seen[period] for row in rows for period in row.changed)
        if published and corrects and not terms.reason.strip():
            return EntryOutcome(reason_missing=True)
        run = _run(partnership, terms, figures, by)
        looked = validate_and_store(run, ENTERED, Reading(len(figures), figures))
        if looked.reading.refused:
            return EntryOutcome(problems=list(_beside_cells(looked.reading.refused, rows)))
        if unanswered(looked, run):
            return EntryOutcome(questions=looked.reading.questions)
    return EntryOutcome(run, len(figures))


def _compare_with_stored(
    source: Source | None, area: Area, periods: Sequence[Period], rows: Sequence[FigureRow]
) -> None:
    """Note what somebody else entered since the page was opened; what both entered alike is no conflict."""
    now = rows_as_stored(source, area, [row.indicator for row in rows], periods)
    for row, stored in zip(rows, now, strict=True):
        for period in row.changed:
            if stored.cells[period] not in (row.seen[period], row.cells[period]):
                row.stored[period] = stored.cells[period]
            if stored.cells[period] == row.cells[period] or period in row.stored:
                row.seen[period] = stored.cells[period]


def _figures(area: Area, periods: Sequence[Period], rows: Sequence[FigureRow]) -> Iterable[ParsedFigure]:
    """The changed cells as figures; what cannot be read is noted in its row."""
    of_key = {key_of(one): one for one in periods}
    for number, row in enumerate(rows, start=1):
        for period in row.changed:
            text = row.cells[period]
            try:
                value = parse(text)
            except NotAValue as problem:
                row.errors[period] = str(problem)
                continue
            if wrong := _impossible(row, value):
                row.errors[period] = wrong
                continue
            locator = _("entered at the desk, %(measure)s, %(period)s")
            words = {"measure": row.indicator.name[:120], "period": of_key[period]}
            yield ParsedFigure(
                row.indicator.slug,
                area.code,
                of_key[period],
                text,
                value,
                (locator % words)[:200],
                line=number,
                cell=period,
                label=row.indicator.name[:200],
            )


def _impossible(row: FigureRow, value: Value) -> str:
    """Why a percentage is refused: those of a measure lie from 0 to 100, unless stored ones show that they may not."""
    if row.indicator.unit != Unit.PERCENT or value.number is None or 0 <= value.number <= 100:
        return ""
    known = [parse(text).number for text in row.seen.values() if text]
    if any(number is not None and not 0 <= number <= 100 for number in known):
        return ""
    return _("A percentage here is from 0 to 100.")


def _run(partnership: Partnership, terms: EntryTerms, figures: Sequence[ParsedFigure], by: User) -> ImportRun:
    """The import that these figures are; not stored yet."""
    content = "\n".join(f"{one.indicator}\t{one.area}\t{one.period}\t{one.as_printed}" for one in figures).encode()
    return ImportRun(
        partnership=partnership,
        source=terms.source,
        source_title="" if terms.source else terms.title,
        disclosure="" if terms.source else terms.disclosure,
        reason=terms.reason.strip()[:300],
        answered=list(terms.answered),
        file_name=_("Figures entered at the desk"),
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pasted=True,
        started_by=by,
    )


def _beside_cells(refused: Iterable[CellError], rows: Sequence[FigureRow]) -> Iterable[str]:
    """Put each refusal into the row that it is about; those about no cell come back as sentences."""
    for one in refused:
        accepted = f" {_('Accepted: %(words)s.') % {'words': one.accepted}}" if one.accepted else ""
        sentence = f"{one.why[:1].upper()}{one.why[1:]}.{accepted}"
        cells = [rows[line - 1] for line in one.rows if line <= len(rows) and one.column in rows[line - 1].cells]
        for row in cells:
            row.errors[one.column] = sentence
        if not cells:
            yield sentence
