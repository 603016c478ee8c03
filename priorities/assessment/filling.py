"""What the desk puts into an assessment with one click: the usual criteria, and a place for every score."""

from django.db import transaction
from django.utils.translation import gettext as _

from plans.editing.save import add_row
from plans.editing.tables import editable_tables
from plans.models import Plan, User
from priorities.models import Score


def usual_criteria() -> list[dict[str, str | int]]:
    """Five criteria to begin with, each from 1 to 5, in the words of the reader's language.

    They follow the Partnership Priority Setting Matrix for Community Safety Partnerships in Scotland and MoRiLE
    (Management of Risk in Law Enforcement); the weights are the portal's own. Sources: docs/decisions.md.
    """
    given = (
        (
            _("Volume"),
            1,
            _("How often does it happen? 1: a few times a year. 5: among the most frequent incidents here."),
        ),
        (
            _("Harm"),
            2,
            _("How badly are people hurt, in body, mind or money? 1: little. 5: life-changing, or those at most risk."),
        ),
        (
            _("Trend"),
            1,
            _("How has it changed over the last years? 1: a clear fall. 3: no significant change. 5: a clear rise."),
        ),
        (
            _("Public concern"),
            1,
            _(
                "How much do residents say it matters to them? 1: hardly mentioned. 5: mentioned first in surveys "
                "and meetings."
            ),
        ),
        (
            _("Partnership influence"),
            1,
            _("What can partners change together that none can alone? 1: little. 5: much, and they have the means."),
        ),
    )
    return [{"name": name, "weight": weight, "meaning": meaning, "highest": 5} for name, weight, meaning in given]


@transaction.atomic
def add_usual_criteria(plan: Plan, *, by: User) -> int:
    """Add those of the usual criteria that the plan does not have by name; how many. Raises NotEditable."""
    known = {name.casefold() for name in plan.criteria.values_list("name", flat=True)}
    missing = [values for values in usual_criteria() if str(values["name"]).casefold() not in known]
    for values in missing:
        add_row(editable_tables()["criteria"], plan, values, by=by)
    return len(missing)


@transaction.atomic
def add_missing_scores(plan: Plan, *, by: User) -> int:
    """Give every issue an empty score by every criterion, ready to be filled in; how many. Raises NotEditable."""
    there = set(Score.objects.filter(issue__plan=plan).values_list("issue_id", "criterion_id"))
    criteria = list(plan.criteria.all())
    missing = [(i, c) for i in plan.issues.all() for c in criteria if (i.pk, c.pk) not in there]
    for issue, criterion in missing:
        add_row(editable_tables()["scores"], issue, {"criterion": criterion}, by=by)
    return len(missing)
