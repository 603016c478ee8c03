"""What this room says on the desk home: quarters of projects that are over and have no spend."""

import datetime as dt
from collections import defaultdict

from django.urls import reverse
from django.utils.translation import ngettext

from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import Task
from plans.models import Membership, User
from plans.schemas.grants import quarter_after
from priorities.models import Grant

OVER_FOR = dt.timedelta(days=365)


def missing_spend(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Grants with quarters that have ended and for which a project has no spend, for those who write the plan. A grant
    that ended over a year ago is no task any more."""
    current = Grant.objects.filter(
        plan__partnership__in=where_may(memberships, Permission.EDIT_PLAN),
        starts_on__lte=today,
        ends_on__gte=today - OVER_FOR,
    )
    spend = current.order_by().values_list("pk", "projects", "projects__spend__quarter").filter(projects__isnull=False)
    grants, quarters = yield [current.select_related("plan__partnership"), spend]
    spent: dict[int, dict[int, set[dt.date]]] = defaultdict(lambda: defaultdict(set))
    for key, project, quarter in quarters:
        spent[key][project].add(quarter)
    for grant in grants:
        over = {one for one in grant.quarters if quarter_after(one) <= today}
        missing = sum(len(over - given) for given in spent[grant.pk].values())
        words = ngettext(
            "The spend of %(num)s quarter is missing from the projects of “%(grant)s”.",
            "The spend of %(num)s quarters is missing from the projects of “%(grant)s”.",
            missing,
        )
        page = reverse("desk-table", args=[grant.plan.partnership.slug, grant.plan.slug, "project-spend"])
        yield Task(grant.plan.partnership, words % {"num": missing, "grant": grant}, page, missing)
