"""What officers do with the figures that were given: accept them as provisional ones, or set them aside."""

import datetime as dt
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from csp_portal.formats.slugs import slug_of
from performance.imports.figures import ParsedFigure
from performance.imports.reading import Format, Reading, refusal
from performance.imports.run import unanswered, validate_and_store
from performance.indicators.measures.due import OPEN
from performance.models import Disclosure, FigureRequest, ImportRun, Observation, RunState, Source
from performance.rules.values import parse
from plans.models import Partnership, User

GIVEN = Format(
    "given",
    "Given by the provider of the measure",
    recognise=lambda _head: False,
    read=lambda _file, _given: refusal(1, "A", "", "", ""),
)


class NotAccepted(Exception):
    """The figures cannot be stored; `problems` are sentences that say why. Nothing was."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


@dataclass
class GivenFigure:
    """A figure that waits for an officer, with what sources say of the same thing already: source and figure."""

    asked_for: FigureRequest
    known: list[tuple[str, str]] = field(default_factory=list)


def waiting_figures(partnerships: Iterable[int]) -> QuerySet[FigureRequest]:
    """The figures that were given and that nobody has decided about."""
    given = FigureRequest.objects.filter(lead__round__plan__partnership__in=partnerships, decided_at=None)
    return given.exclude(given="").exclude(lead__answered_at=None)


def by_organisation(partnership: Partnership) -> dict[str, list[GivenFigure]]:
    """What waits for an officer, by the name of who gave it; two queries."""
    related = ("lead__round", "lead__answered_by", "indicator", "area")
    rows = waiting_figures([partnership.pk]).select_related(*related)
    given = {_fact(one): GivenFigure(one) for one in rows.order_by("lead__name", "indicator__name", "period_start")}
    keys = {"indicator": 0, "area": 1, "period_start": 2}
    same = {f"{name}__in": {fact[place] for fact in given} for name, place in keys.items()}
    for stored in Observation.objects.filter(source__partnership=partnership, **same).select_related("source"):
        if one := given.get(_fact(stored)):
            one.known.append((stored.source.title, str(stored.as_printed or stored.get_state_display())))
    found: dict[str, list[GivenFigure]] = defaultdict(list)
    for figure in given.values():
        found[figure.asked_for.lead.name].append(figure)
    return found


def accepted_unpublished(partnership: Partnership) -> list[ImportRun]:
    """The newest import of each source that is not public and that accepted figures went into; one query."""
    runs = partnership.import_runs.filter(layout=GIVEN.slug, state=RunState.STORED, source__published_at=None)
    newest = {run.source_id: run for run in runs.filter(source__isnull=False).select_related("source").order_by("pk")}
    return sorted(newest.values(), key=lambda run: run.source.title if run.source else "")


def _fact(figure: FigureRequest | Observation) -> tuple[object, ...]:
    return (figure.indicator_id, figure.area_id, figure.period_start, figure.period_end)


@transaction.atomic
def accept(partnership: Partnership, name: str, keys: Sequence[int], *, by: User, now: dt.datetime) -> ImportRun | None:
    """Store figures that one organisation gave as one import into the source of its name; None where nothing waits.

    The source keeps the protection it has; a new one is protected, and public only when an officer publishes it. The
    figures are provisional. Raises NotAccepted.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    rows = _waiting(partnership, name, keys)
    if not rows:
        return None
    title = str(_("Figures from %(name)s") % {"name": name})[:200]
    source = partnership.sources.filter(slug=slug_of(title, "source")).first()
    if source and (problems := _stored_already(source, rows)):
        raise NotAccepted(problems)
    run = _run(partnership, source, title, name, rows, by)
    looked = validate_and_store(run, GIVEN, Reading(len(rows), _figures(rows)))
    problems = [f"{one.why}. {one.accepted}" if one.accepted else one.why for one in looked.reading.refused]
    if not problems and unanswered(looked, run):
        problems = [one.words for one in looked.reading.questions]
    if problems:
        raise NotAccepted(problems)
    FigureRequest.objects.filter(pk__in=[one.pk for one in rows]).update(decided_at=now, decided_by=by, import_run=run)
    return run


@transaction.atomic
def set_aside(partnership: Partnership, name: str, keys: Sequence[int], *, by: User, now: dt.datetime) -> int:
    """Decide that figures are not used; they stay on the page of the lead. How many there were."""
    rows = _waiting(partnership, name, keys)
    return FigureRequest.objects.filter(pk__in=[one.pk for one in rows]).update(decided_at=now, decided_by=by)


def _waiting(partnership: Partnership, name: str, keys: Sequence[int]) -> list[FigureRequest]:
    """Those of the figures that still wait, held until the end of the transaction."""
    waiting = waiting_figures([partnership.pk]).filter(pk__in=keys, lead__name=name)
    return list(waiting.select_for_update(of=("self",)).select_related("lead__round", "indicator", "area"))


def _stored_already(source: Source, rows: Sequence[FigureRequest]) -> list[str]:
    """A sentence for each figure that the source has by now: what it says is never overwritten from here."""
    about = Q()
    for one in rows:
        about |= Q(
            indicator=one.indicator_id, area=one.area_id, period_start=one.period_start, period_end=one.period_end
        )
    stored = {_fact(one): one for one in source.observations.filter(about).exclude(state__in=OPEN)}
    words = _("%(figure)s: “%(source)s” already says %(said)s. Set this one aside, or correct it with “Enter figures”.")
    return [
        words % {"figure": one, "source": source, "said": known.as_printed or known.get_state_display()}
        for one in rows
        if (known := stored.get(_fact(one)))
    ]


def _figures(rows: Sequence[FigureRequest]) -> list[ParsedFigure]:
    """What was given as provisional figures, each with who gave it in which round as its place."""
    return [
        ParsedFigure(
            row.indicator.slug,
            row.area.code,
            row.period,
            row.given,
            parse(row.given),
            str(_("given by %(name)s, %(round)s") % {"name": row.lead.name, "round": row.lead.round.label})[:200],
            label=row.indicator.name[:200],
            provisional=True,
            line=number,
        )
        for number, row in enumerate(rows, start=1)
    ]


def _run(
    partnership: Partnership, source: Source | None, title: str, name: str, rows: Sequence[FigureRequest], by: User
) -> ImportRun:
    """The import that these figures are; not stored yet."""
    content = "\n".join(f"{row.indicator.slug}\t{row.area.code}\t{row.period}\t{row.given}" for row in rows).encode()
    return ImportRun(
        partnership=partnership,
        source=source,
        source_title="" if source else title,
        disclosure="" if source else Disclosure.PROTECTED,
        reason=str(_("%(name)s gave the figure") % {"name": name})[:300],
        file_name=title,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        pasted=True,
        started_by=by,
    )
