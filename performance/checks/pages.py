"""What the pages of the checks show: findings by check, by plan, and where each of them leads."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from csp_portal.tables import on_page
from performance.models import Source
from plans.access.decorators import DeskRequest
from plans.access.permissions import Permission
from plans.editing.tables import editable_tables
from plans.models import Partnership, Plan, Visibility
from plans.schemas.problems import Problem, ProblemPlace as RowPlace

from .explanations import ExplainedFinding, explained_findings
from .facts.loading import working_facts
from .facts.types import Facts
from .finding import Finding, FindingPlace, Severity
from .registry import CHECKS, Check, run


@dataclass(frozen=True)
class CheckResult:
    """One check with what it found."""

    check: Check
    found: list[ExplainedFinding]


@dataclass(frozen=True)
class Counts:
    errors: int
    warnings: int
    explained: int

    @property
    def open(self) -> int:
        """Findings that nobody explained."""
        return self.errors + self.warnings


def counts(found: Iterable[ExplainedFinding]) -> Counts:
    """How many findings there are; explained ones count apart."""
    severities = [one.finding.severity for one in found if one.finding and not one.current]
    return Counts(
        severities.count(Severity.ERROR), severities.count(Severity.WARNING), sum(one.current for one in found)
    )


def by_check(found: list[ExplainedFinding]) -> list[CheckResult]:
    """The checks that found something, in their order, each with errors first."""
    return [
        CheckResult(check, sorted(mine, key=lambda one: bool(one.finding and one.finding.severity != Severity.ERROR)))
        for check in CHECKS
        if (mine := [one for one in found if one.finding and one.finding.check == check.key])
    ]


def of_plan(found: list[ExplainedFinding], facts: Facts, plan: str) -> list[ExplainedFinding]:
    """Findings about a row of a plan, or about a source of it."""
    return [
        one
        for one in found
        if one.finding and any(plan in (p.plan, facts.plan_of_source.get(p.source)) for p in one.finding.places)
    ]


def of_row(found: list[ExplainedFinding], kind: str, row: int) -> list[ExplainedFinding]:
    """Findings about one row of the desk."""
    return [one for one in found if one.finding and any((p.kind, p.row) == (kind, row) for p in one.finding.places)]


def checked_plan(plan: Plan, audience: Visibility) -> list[ExplainedFinding]:
    """What the checks find in the figures of one plan as it stands, in what an audience may read of it."""
    facts = working_facts(plan.partnership, audience)
    return of_plan(explained_findings(plan.partnership, run(facts)), facts, plan.slug)


def check_source(source: Source) -> list[Finding]:
    """Findings about a source whose figures were just imported, and about narrative that names any of its figures."""
    found = run(working_facts(source.partnership))
    counted = {
        slug
        for rows in (source.observations, source.revisions)
        for slug in rows.values_list("indicator__slug", flat=True).distinct()
    }
    return [one for one in found if source.slug in {place.source for place in one.places} or _names(one, counted)]


def _names(finding: Finding, indicators: set[str]) -> bool:
    """Whether it is about a figure of these indicators that narrative names."""
    return finding.subject[0] == "figure" and finding.subject[-1].split()[0] in indicators


def problems_of(plan: Plan, audience: Visibility) -> list[Problem]:
    """For the checklist: every finding in the figures of a plan that nobody explained, as a warning.

    None of them blocks: figures are kept as they are printed, and to explain them is enough. Dead references in the
    words of the plan, to rows and to figures, are left out, because the checklist finds them itself.
    """
    page = reverse("figures-check", args=[plan.partnership.slug])
    return [
        Problem("warning", one.finding.sentence, RowPlace("plan"), f"{page}?plan={plan.slug}#{one.key}")
        for one in checked_plan(plan, audience)
        if one.finding and not one.current and one.finding.subject[0] not in ("text", "figure")
    ]


def panel(request: DeskRequest, plan: Plan, today: dt.date) -> str:
    """For the desk page of a plan: the way to what the checks find, so that opening a plan does not run them."""
    if Permission.READ_DESK not in request.permissions:
        return ""
    page = f"{reverse('figures-check', args=[plan.partnership.slug])}?plan={plan.slug}"
    return render_to_string("checks/panel.html", {"page": page})


def addresses(partnership: Partnership, found: Iterable[ExplainedFinding]) -> dict[FindingPlace, str]:
    """Where each place of the findings can be looked at; none for a source that is not published. One query."""
    public = set(partnership.sources.filter(published_at__lte=timezone.now()).values_list("slug", flat=True))
    places = {place for one in found if one.finding for place in one.finding.places}
    return {place: address for place in places if (address := _address(partnership.slug, place, public))}


def _address(partnership: str, place: FindingPlace, public: set[str]) -> str:
    """The page where a reader can look at or correct a place; empty for a source that is not public."""
    if place.source:
        page = reverse("source", args=[partnership, place.source]) if place.source in public else ""
        return f"{page}{on_page(place.anchor)}" if page and place.anchor else page
    if place.kind == "area":
        return reverse("area", args=[partnership, place.ref])
    about = reverse("desk-about", args=[partnership])
    here = reverse("desk-plan", args=[partnership, place.plan]) if place.plan else about
    if place.row:
        return f"{here}rows/{place.kind}/{place.row}/"
    kind = editable_tables().get(place.kind)
    return f"{here}{place.kind}/" if kind and kind.is_top else here
