"""What the publication checklist asks about a strategic assessment. Pure functions of the document."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from plans.schemas.plan import PlanDocument
from plans.schemas.problems import Problem, warning


def assessment_finished(content: PlanDocument) -> Iterator[Problem]:
    """A warning for each issue that readers would see without a total or without a recommendation."""
    for issue in content["assessment"]["issues"] if "assessment" in content else ():
        if issue["weighted_total"] is None:
            yield warning(_("“%(name)s” is not scored against every criterion.") % issue, "issues", issue["name"])
        if issue["recommendation"] == "not stated":
            words = _("The assessment does not say what it recommends for “%(name)s”.")
            yield warning(words % issue, "issues", issue["name"])
