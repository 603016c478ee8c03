"""What takes long to work out from working rows, kept with what it was worked out from: the desk home reads it at once.

It is worked out again after a change in the partnership, an import, a publication, a new release or a new day: each
minute by a job, or sooner where somebody asks for it.
"""

import datetime as dt
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import translation

from csp_portal.contributions import contributed
from csp_portal.operation.reading import Reader, read_together
from csp_portal.pages.release import release
from csp_portal.pages.stored_pages import hardly_waiting
from plans.models import Change, Partnership, WorkedOut


@dataclass(frozen=True)
class LongWork:
    """What `work` makes of each of some partnerships, as JSON, by their keys; `name` says what it is.

    What is `of_figures` takes seconds with many of them: it is worked out again after an import, a publication or a new
    day, and not after each edit of a plan.
    """

    name: str
    work: Callable[[list[Partnership]], dict[int, Any]]
    of_figures: bool = False

    @property
    def kept_as(self) -> str:
        """The name under which a result is kept, with the language of its sentences."""
        return f"{self.name} {translation.get_language()}"


def worked_out(
    long: LongWork, owners: dict[int, Partnership], today: dt.date
) -> Generator[Any, list[list[Any]], dict[int, Any]]:
    """For a reader to `yield from`: the results for these partnerships, by their keys."""
    kept, states = yield [
        WorkedOut.objects.filter(name=long.kept_as, partnership__in=owners).values_list(
            "partnership", "made_from", "result"
        ),
        _states(owners),
    ]
    made_from = _made_from(long, today, states)
    found = {key: result for key, before, result in kept if before == made_from[key]}
    if missing := [owner for key, owner in owners.items() if key not in found]:
        made = long.work(missing)
        _keep(
            [
                WorkedOut(partnership_id=key, name=long.kept_as, made_from=made_from[key], result=made[key])
                for key in made
            ]
        )
        found |= made
    return found


def work_out_again(today: dt.date, longest: dt.timedelta) -> int:
    """Renew what is kept and no longer true, partnership by partnership, until it has taken so long; how many."""
    begun, renewed = time.monotonic(), 0
    for long, (language, _name) in product(contributed("LONG_WORK"), settings.LANGUAGES):
        with translation.override(language):
            kept = WorkedOut.objects.filter(name=long.kept_as).select_related("partnership")
            owners = {row.partnership_id: (row.partnership, row.made_from) for row in kept}
            true = _made_from(long, today, _states(owners)) if owners else {}
            for key in (key for key, (_owner, before) in owners.items() if before != true[key]):
                if time.monotonic() - begun > longest.total_seconds():
                    return renewed
                read_together([_renewed(long, owners[key][0], today)])
                renewed += 1
    return renewed


def _renewed(long: LongWork, owner: Partnership, today: dt.date) -> Reader:
    yield from (yield from worked_out(long, {owner.pk: owner}, today))


def _made_from(long: LongWork, today: dt.date, states: Iterable[Sequence[Any]]) -> dict[int, str]:
    """What results are made from now, by the keys of the partnerships."""
    return {
        key: f"{release()} {today} {' '.join(map(str, state if long.of_figures else (*state, change)))}"
        for key, *state, change in states
    }


def _states(owners: Iterable[int]) -> QuerySet[Partnership, Any]:
    """What is changed by every change of working rows, of figures and of what is published."""
    last = Change.objects.filter(partnership=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return (
        Partnership.objects.filter(pk__in=list(owners))
        .order_by()
        .annotate(run=Max("import_runs__finished_at"), undone=Max("import_runs__undone_at"), change=Subquery(last))
        .values_list("pk", "public_revision", F("run"), F("undone"), F("change"))
    )


def _keep(rows: list[WorkedOut]) -> None:
    """One statement. What cannot be stored is worked out again next time."""
    try:
        with hardly_waiting():
            WorkedOut.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["partnership", "name"],
                update_fields=["made_from", "result"],
            )
    except DatabaseError:
        return
