"""What is different from the last report on the same plan."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from performance.models import ProgressReport, ReportVersion
from performance.rules.reports.movement import action_movement
from performance.rules.reports.target_exceptions import latest
from performance.rules.reports.types import ReportDocument, SinceDocument
from performance.rules.reports.upgrade import upgraded
from plans.models import Visibility


def since(report: ProgressReport, content: ReportDocument) -> SinceDocument | None:
    """The changes since the newest published report of an earlier period, as the audience of `content` read it; None
    where there is none."""
    before = (
        ReportVersion.objects.filter(report__plan=report.plan_id, report__period_end__lt=report.period_end)
        .order_by("-report__period_end", "-number")
        .first()
    )
    if before is None:
        return None
    theirs = before.for_members if content["audience"] == Visibility.MEMBERS else None
    earlier = upgraded(theirs or before.content)
    head = earlier["report"]
    return {
        "title": head["title"],
        "period": head["period"],
        "slug": head["slug"],
        "changes": list(changes(earlier, content)),
        "actions": action_movement(earlier["actions"], content["actions"]),
    }


def changes(earlier: ReportDocument, now: ReportDocument) -> Iterator[str]:
    """One sentence for each target that stands elsewhere, then what is no exception any more and what became one."""
    stood = {one["key"]: one for one in earlier["outcomes"]}
    for one in now["outcomes"]:
        then = stood.get(one["key"])
        if then is None:
            yield _("%(name)s: new, %(now)s.") % {"name": one["name"], "now": _(one["status"])}
        elif then["status"] != one["status"] or latest(then) != latest(one):
            words = {
                "name": one["name"],
                "then": _(then["status"]),
                "now": _(one["status"]),
                "before": latest(then),
                "after": latest(one),
            }
            yield _("%(name)s: was %(then)s with %(before)s, is %(now)s with %(after)s.") % words
    kept = {one["key"] for one in now["outcomes"]}
    for key, gone in stood.items():
        if key not in kept:
            yield _("%(name)s: no longer a target.") % {"name": gone["name"]}
    were, are = ({one["key"]: one["name"] for one in doc["exceptions"] if one["key"]} for doc in (earlier, now))
    for key, name in were.items():
        if key not in are:
            yield _("%(name)s: no longer an exception.") % {"name": name}
    for key, name in are.items():
        if key not in were:
            yield _("%(name)s: a new exception.") % {"name": name}
