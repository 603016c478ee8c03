"""What the desk shows of a strategic assessment."""

import datetime as dt
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string

from plans.access.decorators import DeskRequest
from plans.access.permissions import Permission, audience_of
from plans.documents.assessment import assessment_document, matrix, most
from plans.models import Plan, Visibility
from plans.schemas.plan import AssessmentDocument


def read_assessment(plan: Plan, audience: Visibility) -> AssessmentDocument:
    """The assessment as it is now, for an audience. Costs four queries."""
    prefetch_related_objects([plan], "criteria", "issues__priority", "issues__scores__criterion")
    return assessment_document(plan, audience)


def panel(request: DeskRequest, plan: Plan, _today: dt.date) -> str:
    """The assessment on the desk page of its plan: how many issues have all their scores."""
    if Permission.READ_DESK not in request.permissions:
        return ""
    assessment = read_assessment(plan, audience_of(request.permissions))
    scored = sum(issue["weighted_total"] is not None for issue in assessment["issues"])
    return render_to_string(
        "assessment/panel.html", {"plan": plan, "issues": len(assessment["issues"]), "scored": scored}
    )


def matrix_context(assessment: AssessmentDocument) -> dict[str, Any]:
    """What the table of scores is drawn from."""
    return {"assessment": assessment, "matrix": matrix(assessment), "most": most(assessment)}
