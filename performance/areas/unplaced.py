"""Rows of a police force's monthly files that have no place: they count for the force and for no ward, so that wards
seem to fall where more of them are published without a place."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import shown
from csp_portal.formats.periods import Period
from performance.models import Disclosure, ImportRun, RunState
from plans.models import AreaKind, Partnership

from .figures import AreaFigure, AreaFigures, Measure

CAUTION = 5  # points between the shares of two months
Key = tuple[str, Period]


@dataclass(frozen=True)
class UnplacedRows:
    """Of all rows of a force in a month those without a place. `exact`: the source shows its counts as they are."""

    without: int
    rows: int
    exact: bool = True

    @property
    def share(self) -> Decimal:
        """In per cent."""
        return Decimal(self.without * 100) / self.rows

    @property
    def words(self) -> str:
        share = shown(self.share, "%", 0)
        numbers = {"without": shown(Decimal(self.without)), "rows": shown(Decimal(self.rows)), "share": share}
        return _("%(without)s of %(rows)s (%(share)s)") % numbers if self.exact else share


@dataclass(frozen=True)
class UnplacedNote:
    """What stands beside the change of a ward: the rows of the force without a place in both months."""

    then: UnplacedRows
    now: UnplacedRows
    since: Period
    period: Period

    @property
    def caution(self) -> str:
        """What to take care of, where the shares of both months differ much; empty where they do not."""
        if abs(self.now.share - self.then.share) < CAUTION:
            return ""
        if self.now.share > self.then.share:
            return _("Take care: more rows have no place than before, so a ward may only seem to have fallen.")
        return _("Take care: fewer rows have no place than before, so a ward may only seem to have risen.")

    @property
    def words(self) -> str:
        """The rows without a place in both periods, with a caution where their shares differ much."""
        said = {
            "then": self.then.words,
            "since": self.since,
            "now": self.now.words,
            "period": self.period,
        }
        words = _("Rows of the police force without a place: %(then)s in %(since)s, %(now)s in %(period)s.") % said
        return f"{words} {self.caution}".strip()


def unplaced_rows(partnership: Partnership, known: AreaFigures) -> dict[Key, UnplacedRows]:
    """By source and month, as the last import of the month into a published source counted them.

    One query, and none where no figure is from street-level files.
    """
    if not any(one.source.slug.startswith("police-uk-") for said in known.said.values() for one in said.values()):
        return {}
    runs = ImportRun.objects.filter(
        partnership=partnership, state=RunState.STORED, source__published_at__lte=timezone.now()
    )
    found: dict[Key, UnplacedRows] = {}
    said = runs.order_by("pk").values_list("source__slug", "source__disclosure", "report__without_place")
    for source, disclosure, months in said:
        for month, (without, rows) in (months or {}).items():
            key = source, Period.of_months(int(month[:4]), int(month[5:]), 1)
            found[key] = UnplacedRows(without, rows, disclosure == Disclosure.OPEN)
    return found


def unplaced_note(row: AreaFigure, measure: Measure, rows: Mapping[Key, UnplacedRows]) -> UnplacedNote | None:
    """What is said beside the change of an area smaller than the force; None where nothing is known."""
    if row.movement is None or row.figure is None or row.area.area_set.kind == AreaKind.FORCE:
        return None
    source = row.figure.source.slug
    then, now = rows.get((source, row.movement.since)), rows.get((source, measure.period))
    return UnplacedNote(then, now, row.movement.since, measure.period) if then and now else None
