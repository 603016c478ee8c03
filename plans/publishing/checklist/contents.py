"""What a plan must hold by law, and what of it is not finished.

By law: the period, the priorities, what is done, how success is measured, the resources, how the community is engaged,
and who belongs to the partnership.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from django.utils.translation import gettext as _, ngettext

from plans.schemas.authorities import NOT_RESPONSIBLE, authorities_named, missing
from plans.schemas.duties import Duty, gaps
from plans.schemas.plan import PlanDocument
from plans.schemas.problems import Problem, error, warning
from plans.schemas.walk import targets_of


def period(content: PlanDocument) -> Iterator[Problem]:
    start = dt.date.fromisoformat(content["plan"]["period_start"])
    after = dt.date.fromisoformat(content["plan"]["period_end"]) + dt.timedelta(days=1)
    years = after.year - start.year + (after.month - start.month) / 12 + (after.day - start.day) / 365
    if after <= start:
        yield error(_("The plan ends before it starts."), "plan")
    elif not 1 <= years <= 5:
        yield error(_("The plan must run for one to five years."), "plan")


def priorities_stated(content: PlanDocument) -> Iterator[Problem]:
    if not content["priorities"]:
        yield error(_("The plan has no priorities."), "priorities")


def what_is_done(content: PlanDocument) -> Iterator[Problem]:
    for priority in content["priorities"]:
        words = _("Priority %(ref)s has no actions.")
        if not priority["approach"]["markdown"].strip():
            words = _("Priority %(ref)s does not say what is done: it has no actions and no approach.")
        if not priority["actions"]:
            yield warning(words % priority, "priorities", priority["ref"])


def success_measured(content: PlanDocument) -> Iterator[Problem]:
    for priority in content["priorities"]:
        words = _("Priority %(ref)s has no targets.")
        if not priority["success_measures"]["markdown"].strip():
            words = _("Priority %(ref)s does not say how success is measured: it has no targets and no measure.")
        if not priority["targets"]:
            yield warning(words % priority, "priorities", priority["ref"])


def resources(content: PlanDocument) -> Iterator[Problem]:
    if not content["funding"] and not _has_section(content, "resources"):
        yield warning(_("The plan does not say what resources it has."), "funding")


def engagement(content: PlanDocument) -> Iterator[Problem]:
    if not content["consultations"] and not _has_section(content, "engagement"):
        yield warning(_("The plan does not say how the community is engaged."), "consultations")


def members_by_class(content: PlanDocument) -> Iterator[Problem]:
    """Members are named with their statutory class, and among them are responsible authorities."""
    classes = Counter(member["statutory_class"] for member in content["members"])
    if not classes:
        yield warning(_("The plan names no members of the partnership."), "members")
        return
    if not classes["responsible"]:
        yield warning(_("No member is listed as a responsible authority."), "members")
    if missing := classes["not stated"]:
        words = ngettext("%(num)s member has no statutory class.", "%(num)s members have no statutory class.", missing)
        yield warning(words % {"num": missing}, "members")


def authorities_listed(content: PlanDocument) -> Iterator[Problem]:
    """The responsible authorities of the plan's time that no member is (Crime and Disorder Act 1998, section 5)."""
    may_be = any(member["statutory_class"] not in NOT_RESPONSIBLE for member in content["members"])
    if may_be and (names := missing(authorities_named(content))):
        words = _(
            "No member is a responsible authority of this kind (Crime and Disorder Act 1998, section 5): %(names)s."
        )
        yield warning(words % {"names": names}, "members")


def _has_section(content: PlanDocument, kind: str) -> bool:
    return any(section["kind"] == kind and section["body"]["markdown"].strip() for section in content["sections"])


def leads(content: PlanDocument) -> Iterator[Problem]:
    """A priority is led by an office of its own, or by the leads of what is done for it."""
    for priority in content["priorities"]:
        steps = [*priority["actions"], *(step for action in priority["actions"] for step in action["milestones"])]
        led = any(part["role"] == "lead" for step in steps for part in step["organisations"])
        if not led and not priority["lead"] and not priority["lead_organisations"]:
            words = _("Priority %(ref)s has no lead, neither its own nor for an action.")
            yield warning(words % priority, "priorities", priority["ref"])


def targets_confirmed(content: PlanDocument) -> Iterator[Problem]:
    for target in targets_of(content):
        if target["state"] == "to be confirmed":
            words = _("The target “%(name)s” is still to be confirmed.")
            yield warning(words % target, "targets", target["name"])


def funding_has_amounts(content: PlanDocument) -> Iterator[Problem]:
    for line in content["funding"]:
        if line["allocated"] is None and line["spent"] is None:
            words = _("The funding line “%(purpose)s” of %(fund)s has no amount.")
            yield warning(words % line, "funding", line["purpose"])


def sections_have_text(content: PlanDocument) -> Iterator[Problem]:
    for section in content["sections"]:
        if not section["body"]["markdown"].strip():
            yield warning(_("The section “%(heading)s” is empty.") % section, "sections", section["slug"])


def members_have_dates(content: PlanDocument) -> Iterator[Problem]:
    """One warning that counts the members without any date, exact or as printed."""
    dates = [member["starts_on"] or member["ends_on"] or member["dates_as_printed"] for member in content["members"]]
    if undated := sum(not any_date for any_date in dates):
        words = ngettext(
            "%(num)s member has no dates: readers cannot tell how long it has belonged to the partnership.",
            "%(num)s members have no dates: readers cannot tell how long they have belonged to the partnership.",
            undated,
        )
        yield warning(words % {"num": undated}, "members")


def duties_answered(content: PlanDocument) -> Iterator[Problem]:
    """A warning for the four strategies of section 6 that nothing answers; other duties may have plans of their own."""
    marked = any(priority["duties"] for priority in content["priorities"])
    strategies = (Duty.CRIME, Duty.SUBSTANCES, Duty.REOFFENDING, Duty.VIOLENCE)
    for duty in gaps(content) if marked else []:
        if duty in strategies:
            yield warning(_("No priority addresses this duty: %(duty)s.") % {"duty": duty.label}, "priorities")
