"""The tables of what a partnership will do: priorities, targets, actions, milestones and who does them."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from plans.schemas.plan import ActionDocument, MilestoneDocument, PlanDocument, TargetDocument

from .columns import Column, Kind, Row, TableShape

PLACE = Column("locator", _("Place in the source"))
PRIORITY = Column("priority", _("Priority"))
DUE = (
    Column("due.on", _("Due on"), Kind.DATE),
    Column("due.as_printed", _("Due as printed")),
    Column("due.kind", _("Kind of due date")),
    Column("due.every_months", _("Every so many months"), Kind.NUMBER, unit="months"),
    Column("due.times", _("Times a year"), Kind.NUMBER),
)


def _of_priorities(document: PlanDocument, part: str) -> Iterator[Row]:
    """The rows of a part of the whole plan, then those of each priority with its reference."""
    whole: list[Row] = document.get(part, [])  # type: ignore[assignment]
    yield from ({"priority": "", **row} for row in whole)
    for priority in document["priorities"]:
        rows: list[Row] = priority[part]  # type: ignore[literal-required]
        yield from ({"priority": priority["ref"], **row} for row in rows)


def _actions(document: PlanDocument) -> Iterator[Row]:
    for priority in document["priorities"]:
        for action in priority["actions"]:
            named = action.get("indicators", [])
            said = {f"indicator_{key}s": [one[key] for one in named] for key in ("name", "slug")}
            yield {**action, "priority": priority["ref"], **said, **_who_in_short(action)}


def _milestones(document: PlanDocument) -> Iterator[Row]:
    for priority in document["priorities"]:
        for action in priority["actions"]:
            for milestone in action["milestones"]:
                yield {**milestone, "priority": priority["ref"], "action": action["ref"], **_who_in_short(milestone)}


def _who_in_short(row: ActionDocument | MilestoneDocument) -> dict[str, list[str]]:
    """By role, the organisations as printed."""
    roles = ("lead", "delivers", "partner")
    return {role: [part["as_printed"] for part in row["organisations"] if part["role"] == role] for role in roles}


def _who(document: PlanDocument) -> Iterator[Row]:
    """Each organisation of an action, then each of its milestones."""
    for priority in document["priorities"]:
        for action in priority["actions"]:
            yield from ({**part, "action": action["ref"], "milestone": ""} for part in action["organisations"])
            for milestone in action["milestones"]:
                named = {"action": action["ref"], "milestone": milestone["ref"]}
                yield from ({**part, **named} for part in milestone["organisations"])


def _targets(document: PlanDocument) -> Iterator[Row]:
    return _of_priorities(document, "targets")


def _way_points(document: PlanDocument) -> Iterator[Row]:
    for target in _targets(document):
        yield from ({**point, **_of(target)} for point in target.get("trajectory", []))


def _of(target: TargetDocument | Row) -> Row:
    return {"priority": target["priority"], "target": target["name"], "unit": target["unit"]}  # type: ignore[typeddict-item]


PRIORITIES = TableShape(
    "priorities",
    _("Priorities"),
    (
        Column("ref", _("Number")),
        Column("title", _("Priority")),
        Column("lead", _("Lead")),
        Column("lead_organisations", _("Lead organisations"), Kind.LIST),
        Column("plain_answer", _("The priority in short")),
        Column("why", _("Why is this a priority?"), Kind.PROSE),
        Column("aim", _("What do we hope to do?"), Kind.PROSE),
        Column("approach", _("What will our approach be?"), Kind.PROSE),
        Column("success_measures", _("How will we measure success?"), Kind.PROSE),
        Column("data_sources", _("What data will we use?"), Kind.PROSE),
        Column("decision_label", _("Decision")),
        Column("decision_reason", _("Reason for the decision")),
        Column("decision", _("Decision, as programs read it")),
        Column("duties", _("Duties of the law"), Kind.LIST),
        Column("help_topics", _("Helplines"), Kind.LIST),
        Column("also_printed_as", _("Also printed as"), Kind.LIST),
        Column("former_refs", _("Earlier numbers"), Kind.LIST),
        PLACE,
    ),
    lambda document: document["priorities"],
)
THEMES = TableShape(
    "themes",
    _("Themes"),
    (
        PRIORITY,
        Column("name", _("Theme")),
        Column("description", _("Description"), Kind.PROSE),
        Column("actions", _("Actions"), Kind.LIST),
        PLACE,
    ),
    lambda document: _of_priorities(document, "themes"),
    _("A theme without a priority runs across the whole plan."),
)
TARGETS = TableShape(
    "targets",
    _("Targets"),
    (
        PRIORITY,
        Column("name", _("Target")),
        Column("baseline", _("Baseline"), Kind.NUMBER, state="baseline_state"),
        Column("baseline_as_printed", _("Baseline as printed")),
        Column("baseline_period", _("Baseline period")),
        Column("value", _("Aim"), Kind.NUMBER, state="state"),
        Column("as_printed", _("Aim as printed")),
        Column("unit", _("Unit")),
        Column("due_period", _("To be reached in")),
        Column("sentence", _("Target in a sentence")),
        Column("wording", _("Wording of the aim")),
        Column("better", _("Better when")),
        Column("rule", _("Test of the status")),
        Column("holder", _("Responsible")),
        Column("data_source", _("Source of the figures")),
        Column("note", _("Note")),
        Column("kind", _("Kind of target")),
        Column("per_cent_meant", _("The aim is a change in per cent"), Kind.YES_NO),
        Column("state", _("State of the aim")),
        Column("baseline_state", _("State of the baseline")),
        Column("baseline_start", _("First day of the baseline period"), Kind.DATE),
        Column("baseline_end", _("Last day of the baseline period"), Kind.DATE),
        Column("due_start", _("First day of the target period"), Kind.DATE),
        Column("due_end", _("Last day of the target period"), Kind.DATE),
        Column("area", _("Area")),
        Column("indicator", _("Indicator in addresses")),
        Column("indicator_code", _("Indicator code")),
        PLACE,
    ),
    _targets,
    _("A target without a priority is one of the whole plan. Outturns are published after the plan, on the "
      "performance pages and in progress reports."),
)  # fmt: skip
WAY_POINTS = TableShape(
    "targets_on_the_way",
    _("Targets on the way"),
    (
        PRIORITY,
        Column("target", _("Target")),
        Column("period", _("Period")),
        Column("start", _("First day"), Kind.DATE),
        Column("end", _("Last day"), Kind.DATE),
        Column("value", _("Aim"), Kind.NUMBER),
        Column("unit", _("Unit")),
    ),
    _way_points,
)
ACTIONS = TableShape(
    "actions",
    _("Actions"),
    (
        PRIORITY,
        Column("ref", _("Number")),
        Column("title", _("Action")),
        Column("lead", _("Lead"), Kind.LIST),
        Column("delivers", _("Delivered by"), Kind.LIST),
        Column("partner", _("Partners"), Kind.LIST),
        *DUE,
        Column("status_label", _("Status")),
        Column("status_on", _("Status on"), Kind.DATE),
        Column("status_comment", _("What is said of the status")),
        Column("note", _("Note")),
        Column("outcome", _("Outcome")),
        Column("measure", _("Measured by")),
        Column("measured_by", _("Targets that measure it"), Kind.LIST),
        Column("indicator_names", _("Indicators that measure it"), Kind.LIST),
        Column("starts_on", _("Starts on"), Kind.DATE),
        Column("completed_on", _("Completed on"), Kind.DATE),
        Column("cost", _("Cost in pounds"), Kind.NUMBER, unit="GBP"),
        Column("cost_in_words", _("Cost in words")),
        Column("funding", _("Paid from"), Kind.LIST),
        Column("also_serves", _("Also serves priorities"), Kind.LIST),
        Column("objectives", _("Serves objectives"), Kind.LIST),
        Column("themes", _("Themes"), Kind.LIST),
        Column("see_also", _("See also actions"), Kind.LIST),
        Column("seen_from", _("Named by actions"), Kind.LIST),
        Column("leads_unaligned", _("Leads are of the whole action"), Kind.YES_NO),
        Column("indicator_slugs", _("Indicators in addresses"), Kind.LIST),
        Column("status", _("Status, as programs read it")),
        Column("former_refs", _("Earlier numbers"), Kind.LIST),
        PLACE,
    ),
    _actions,
)
MILESTONES = TableShape(
    "milestones",
    _("Milestones"),
    (
        PRIORITY,
        Column("action", _("Action")),
        Column("ref", _("Number")),
        Column("text", _("Milestone")),
        Column("lead", _("Lead"), Kind.LIST),
        Column("delivers", _("Delivered by"), Kind.LIST),
        Column("partner", _("Partners"), Kind.LIST),
        *DUE,
        Column("completed_on", _("Completed on"), Kind.DATE),
        Column("note", _("Note")),
        Column("former_refs", _("Earlier numbers"), Kind.LIST),
    ),
    _milestones,
)
WHO = TableShape(
    "who_does_what",
    _("Who does what"),
    (
        Column("action", _("Action")),
        Column("milestone", _("Milestone")),
        Column("role", _("Role")),
        Column("as_printed", _("As printed")),
        Column("organisations", _("Organisations"), Kind.LIST),
    ),
    _who,
    _("One row for each organisation as printed, with the organisations that are meant."),
)
ACHIEVEMENTS = TableShape(
    "achievements",
    _("What has been done"),
    (PRIORITY, Column("text", _("What has been done"), Kind.PROSE), Column("year", _("Year")), PLACE),
    lambda document: _of_priorities(document, "achievements"),
)
ALIGNMENTS = TableShape(
    "contributes_to",
    _("Plans this plan contributes to"),
    (
        PRIORITY,
        Column("framework", _("Plan or framework")),
        Column("reference", _("Reference")),
        Column("text", _("Objective")),
        Column("outside_plan.title", _("Title of the outside plan")),
        Column("outside_plan.link", _("Link")),
        Column("outside_plan.starts_on", _("Starts on"), Kind.DATE),
        Column("outside_plan.ends_on", _("Ends on"), Kind.DATE),
        Column("outside_plan.replaced_by", _("Replaced by")),
        PLACE,
    ),
    lambda document: _of_priorities(document, "alignments"),
)
JOINT_WORK = TableShape(
    "joint_work",
    _("Work with other partnerships"),
    (
        Column("partnership", _("Partnership or agency")),
        Column("activity", _("Activity")),
        Column("interests", _("Priorities"), Kind.LIST),
        PLACE,
    ),
    lambda document: document["cross_cutting"],
)
