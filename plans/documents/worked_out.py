"""What takes long to work out from working rows, kept with what it was worked out from: the desk home reads it at once.

It is worked out again when it is next asked for after a change in the partnership, an import, a publication, a new
release or a new day.
"""

import datetime as dt
from collections.abc import Callable, Generator
from typing import Any

from django.db import DatabaseError
from django.db.models import F, Max, OuterRef, QuerySet, Subquery
from django.utils import translation

from csp_portal.pages.release import release
from csp_portal.pages.stored_pages import hardly_waiting
from plans.models import Change, Partnership, WorkedOut

Work = Callable[[list[Partnership]], dict[int, Any]]


def worked_out(
    name: str, owners: dict[int, Partnership], today: dt.date, work: Work, *, of_figures: bool = False
) -> Generator[Any, list[list[Any]], dict[int, Any]]:
    """For a reader to `yield from`: what `work` makes of each of these partnerships, as JSON, by their keys.

    `name` says what it is, and may say more that it depends on. What is `of_figures` takes seconds with many of them:
    it is worked out again after an import, a publication or a new day, and not after each edit of a plan.
    """
    named = f"{name} {translation.get_language()}"
    kept, states = yield [
        WorkedOut.objects.filter(name=named, partnership__in=owners).values_list("partnership", "made_from", "result"),
        _states(owners),
    ]
    made_from = {
        key: f"{release()} {today} {' '.join(map(str, state if of_figures else (*state, change)))}"
        for key, *state, change in states
    }
    found = {key: result for key, before, result in kept if before == made_from[key]}
    if missing := [owner for key, owner in owners.items() if key not in found]:
        made = work(missing)
        _keep([WorkedOut(partnership_id=key, name=named, made_from=made_from[key], result=made[key]) for key in made])
        found |= made
    return found


def _states(owners: dict[int, Partnership]) -> QuerySet[Partnership, Any]:
    """What is changed by every change of working rows, of figures and of what is published."""
    last = Change.objects.filter(partnership=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return (
        Partnership.objects.filter(pk__in=owners)
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
