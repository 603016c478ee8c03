"""A new plan from an old one for the next period, in one transaction. The old plan is not touched."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext as _
from typing_extensions import TypedDict

from plans.editing.outline import DROP, KEEP, Choice, Key, NewRow, OldRow, Outline, every, make_outline, old_rows
from plans.editing.save import store
from plans.models import CalendarKind, ChangeKind, Plan, User, log_change

# Rows of the old plan that are carried, reached by their related names.
ROWS = [
    "signatories",
    "sections",
    "glossary",
    "contacts",
    "calendar",
    "members_named",
    "groups_named",
    "themes",
    "criteria",
    "issues",
    "priorities__lead_organisations",
    "priorities__actions__themes",
    "priorities__actions__see_also",
    "priorities__actions__also_serves",
    "priorities__actions__indicators",
    "priorities__actions__parts__organisations",
    "priorities__actions__milestones__parts__organisations",
    "targets__trajectory",
    "targets__actions",
    "alignments__actions",
    "cross_cutting__interests",
    "funding__actions",
]


class RowReport(TypedDict):
    """What became of one row. `into` is the row it was merged into, `new_ref` its number in the new plan."""

    kind: str
    ref: str
    name: str
    fate: str
    into: str
    new_ref: str


class Count(TypedDict):
    what: str
    count: int


class ClearedDue(TypedDict):
    ref: str
    name: str
    was: str


class Report(TypedDict):
    """What a roll-forward did. It is stored with the new plan."""

    rows: list[RowReport]
    due_cleared: list[ClearedDue]
    carried: list[Count]
    left_out: list[Count]
    warnings: list[str]


@transaction.atomic
def roll_forward(
    plan: Plan,
    *,
    period_start: dt.date,
    period_end: dt.date,
    slug: str,
    title: str,
    choices: Mapping[Key, Choice],
    by: User | None,
) -> tuple[Plan, Report]:
    """Make the next plan and say what became of each row.

    `choices` are named by the kind of row and its key. Priorities, actions and milestones are kept unless another
    fate is chosen; completed milestones stay behind. A target's number is confirmed anew unless ("targets", key) is
    KEEP, and the target is left out if it is DROP. A funding line is carried only if ("funding", key) is KEEP.

    Raises ValidationError when the new plan would not be valid, Impossible when the choices do not fit together.
    """
    plan = Plan.objects.select_for_update().select_related("partnership").get(pk=plan.pk)
    prefetch_related_objects([plan], *ROWS)
    rows = old_rows(plan)
    arrangement = make_outline(rows, choices)
    new = _new_plan(plan, period_start, period_end, slug, title)
    carrier = RowCopier(plan, new, choices)
    carrier.carry(arrangement)
    report: Report = {
        "rows": list(_fates(rows, arrangement)),
        "due_cleared": carrier.due_cleared,
        "carried": _counted(carrier.carried),
        "left_out": _counted(carrier.left_out),
        "warnings": [*overlaps(new), *carrier.warnings],
    }
    new.rolled_report = report
    new.save(update_fields=["rolled_report"])
    log_change(new, "plan", new, ChangeKind.ADDED, [("rolled from", "", str(plan))], by=by)
    return new, report


def preview(plan: Plan, **given: Any) -> Report:
    """What `roll_forward` would do with the same arguments; nothing is stored."""
    with transaction.atomic():
        report = roll_forward(plan, **given)[1]
        transaction.set_rollback(True)
    return report


def overlaps(plan: Plan) -> list[str]:
    """A sentence for every other plan of the partnership whose period shares a day with this one's."""
    others = plan.partnership.plans.exclude(pk=plan.pk).filter(
        period_start__lte=plan.period_end, period_end__gte=plan.period_start
    )
    return [
        _("The period overlaps with “%(title)s”, %(period)s.") % {"title": other.title, "period": other.period}
        for other in others
    ]


def _new_plan(plan: Plan, start: dt.date, end: dt.date, slug: str, title: str) -> Plan:
    """An empty draft for the next period. Not carried: the edition, the period as printed, the source document."""
    if start <= plan.period_start:
        words = {"day": plan.period_start.strftime("%d/%m/%Y")}
        raise ValidationError(
            {"period_start": _("The new period must start after %(day)s, when this one does.") % words}
        )
    new = Plan(
        partnership=plan.partnership,
        kind=plan.kind,
        title=title,
        slug=slug,
        period_start=start,
        period_end=end,
        rolled_from=plan,
    )
    new.full_clean()
    store(new)
    new.signatories.set(plan.signatories.all())
    return new


def _fates(rows: list[OldRow], arrangement: Outline) -> Iterator[RowReport]:
    """What became of each row of the old plan, in reading order."""
    new = {made.old.key: made for made in _all_new(arrangement.rows)}
    old = {row.key: row for row in every(rows)}
    for row in every(rows):
        choice = arrangement.fates[row.key]
        there = new.get(row.key) or new.get((row.kind, choice.into))
        yield {
            "kind": row.kind,
            "ref": row.ref,
            "name": row.name,
            "fate": choice.fate.value,
            "into": old[row.kind, choice.into].ref if choice.into else "",
            "new_ref": there.ref if there else "",
        }


def _all_new(rows: list[NewRow]) -> Iterator[NewRow]:
    for row in rows:
        yield row
        yield from _all_new(row.below)


def _counted(counts: Counter[str]) -> list[Count]:
    return [{"what": what, "count": count} for what, count in counts.items() if count]


class RowCopier:
    """Copies the rows of one plan and counts them. `priorities` and `actions` map old rows to the new ones."""

    def __init__(self, plan: Plan, new: Plan, choices: Mapping[Key, Choice]) -> None:
        """The rows of `plan` have been read; `new` is stored and has none yet."""
        self.plan = plan
        self.new = new
        self.choices = choices
        self.priorities: dict[int | None, Any] = {None: None}
        self.actions: dict[int, Any] = {}
        self.due_cleared: list[ClearedDue] = []
        self.carried: Counter[str] = Counter()
        self.left_out: Counter[str] = Counter()
        self.warnings: list[str] = []
        self.old = {("priorities", row.pk): row for row in plan.priorities.all()}
        self.old |= {("actions", row.pk): row for priority in self.old.values() for row in priority.actions.all()}
        actions = [row for (kind, _pk), row in self.old.items() if kind == "actions"]
        self.old |= {("milestones", row.pk): row for action in actions for row in action.milestones.all()}

    def carry(self, arrangement: Outline) -> None:
        self._levels(arrangement.rows, self.new)
        self._links()
        self._of_priorities()
        self._of_plan()
        self._left_behind()
        if not arrangement.rows:
            self.warnings.append(_("The new plan has no priorities."))

    def _levels(self, rows: list[NewRow], owner: models.Model) -> None:
        """Priorities with their actions with their milestones, and the parts of the rows merged into them."""
        for place, row in enumerate(rows):
            old = self.old[row.old.key]
            joined = [self.old[other.key] for other in row.joined]
            made = old.copy_to(owner, ref=row.ref, position=place, former_refs=_former_refs(row.ref, old, joined))
            if row.old.kind == "priorities":
                self.priorities |= dict.fromkeys([old.pk, *(other.pk for other in joined)], made)
            else:
                self._parts(old, joined, made)
                if old.due_on and not made.due_on:
                    was = old.due_as_printed or old.due_on.strftime("%d/%m/%Y")
                    self.due_cleared.append({"ref": made.ref, "name": row.old.name, "was": was})
            if row.old.kind == "actions":
                self.actions |= dict.fromkeys([old.pk, *(other.pk for other in joined)], made)
            if row.old.kind == "priorities" and row.old.below and not row.below:
                self.warnings.append(_("Priority %(ref)s no longer has any actions.") % {"ref": made.ref})
            self._levels(row.below, made)

    def _parts(self, old: Any, joined: list[Any], made: Any) -> None:
        known = {(part.role, part.as_printed) for part in old.parts.all()}
        for part in (part for other in joined for part in other.parts.all()):
            if (part.role, part.as_printed) not in known:
                known.add((part.role, part.as_printed))
                part.copy_to(made)

    def _links(self) -> None:
        """Themes, and the links between actions and from actions to themes."""
        themes: dict[int, Any] = {}
        for theme in self._with_priority("themes"):
            themes[theme.pk] = theme.copy_to(self.new, self.priorities[theme.priority_id])
        for pk, made in self.actions.items():
            old = self.old["actions", pk]
            made.themes.add(*(themes[theme.pk] for theme in old.themes.all() if theme.pk in themes))
            served = [self.priorities[one.pk] for one in old.also_serves.all() if one.pk in self.priorities]
            made.also_serves.add(*(one for one in served if one != made.priority))
            made.indicators.add(*old.indicators.all())
            for other in old.see_also.all():
                if (there := self.actions.get(other.pk)) is None:
                    words = {"ref": made.ref, "other": other.ref}
                    self.warnings.append(
                        _("%(ref)s pointed to action %(other)s of the old plan, which was not carried over.") % words
                    )
                elif there != made:
                    made.see_also.add(there)

    def _of_priorities(self) -> None:
        """What may belong to a priority: targets, outside objectives, joint work, funding."""
        left = {target.pk: target for target in self.plan.targets.all()}
        for target in self._with_priority("targets"):
            keep = self.choices.get(("targets", target.pk)) == KEEP
            self._for_actions(target, target.copy_to(self.new, self.priorities[target.priority_id], keep=keep))
            del left[target.pk]
        for target in left.values():
            self._no_longer_measured(target)
        seen = set()
        for objective in self._with_priority("alignments"):
            priority = self.priorities[objective.priority_id]
            words = (priority and priority.pk, objective.contributes_to, objective.reference, objective.text)
            if words not in seen:  # two priorities that became one may have served the same objective
                seen.add(words)
                self._for_actions(objective, objective.copy_to(self.new, priority))
        for issue in self.plan.issues.all():
            issue.copy_to(self.new, self.priorities.get(issue.priority_id))
            self.carried[_("issues of the strategic assessment, without their scores")] += 1
        for work in self.plan.cross_cutting.all():
            interests = {self.priorities.get(priority.pk) for priority in work.interests.all()} - {None}
            work.copy_to(self.new, list(interests))
            self.carried[_("joint work")] += 1
        for line in self.plan.funding.all():
            if self.choices.get(("funding", line.pk)) == KEEP:
                self._for_actions(line, line.copy_to(self.new, self.priorities.get(line.priority_id)))
                self.carried[_("funding lines, without their amounts")] += 1
            else:
                self.left_out[_("funding lines")] += 1

    def _for_actions(self, old: Any, made: Any) -> None:
        """The new row belongs to the actions that carry on those of the old one."""
        made.actions.add(*{self.actions[one.pk] for one in old.actions.all() if one.pk in self.actions})

    def _no_longer_measured(self, target: Any) -> None:
        """A warning for each action of the new plan that a target measured which is not in it."""
        for action in dict.fromkeys(self.actions[one.pk] for one in target.actions.all() if one.pk in self.actions):
            words = _("%(ref)s was measured by the target “%(target)s” of the old plan, which was not carried over.")
            self.warnings.append(words % {"ref": action.ref, "target": target.name})

    def _with_priority(self, name: str) -> Iterator[Any]:
        """The rows of a kind that are carried: those of the plan itself and of priorities that are in the new one."""
        words = {"themes": _("themes"), "targets": _("targets"), "alignments": _("outside objectives")}[name]
        for row in getattr(self.plan, name).all():
            if row.priority_id in self.priorities and self.choices.get((name, row.pk)) != DROP:
                self.carried[words] += 1
                yield row
            else:
                self.left_out[words] += 1

    def _of_plan(self) -> None:
        """What belongs to the plan alone."""
        for words, rows in (
            (_("sections"), self.plan.sections.all()),
            (_("criteria of the strategic assessment"), self.plan.criteria.all()),
            (_("glossary terms"), self.plan.glossary.all()),
            (_("contacts"), self.plan.contacts.all()),
            (_("tasks of the yearly cycle"), [r for r in self.plan.calendar.all() if r.kind == CalendarKind.CYCLE]),
            (_("members"), [row for row in self.plan.members_named.all() if self._still_there(row)]),
        ):
            for row in rows:
                row.copy_to(self.new)
                self.carried[words] += 1
        groups = {group.pk: group.copy_to(self.new) for group in self.plan.groups_named.all()}
        for group in groups.values():
            if group.reports_to_id in groups:
                group.reports_to = groups[group.reports_to_id]
                group.save(update_fields=["reports_to"])
        self.carried[_("groups")] += len(groups)

    def _still_there(self, member: Any) -> bool:
        return member.ends_on is None or member.ends_on >= self.new.period_start

    def _left_behind(self) -> None:
        """What is never carried."""
        gone = [row for row in self.plan.members_named.all() if not self._still_there(row)]
        dated = [row for row in self.plan.calendar.all() if row.kind != CalendarKind.CYCLE]
        self.left_out[_("members whose time ends before the new period")] = len(gone)
        self.left_out[_("events and steps towards approval")] = len(dated)
        self.left_out[_("meetings of the committee route")] = self.plan.route.count()
        self.left_out[_("achievements")] = self.plan.achievements.count()
        self.left_out[_("grants with their projects")] = self.plan.grants.count()
        self.left_out[_("consultations with their results")] = self.plan.consultations.count()
        self.left_out[_("sources with their figures")] = self.plan.sources.count()


def _former_refs(ref: str, old: Any, joined: list[Any]) -> list[str]:
    """Every reference the row and those merged into it had before, oldest first, without the one it has now."""
    known = [former for row in [old, *joined] for former in [*row.former_refs, row.ref]]
    return [former for former in dict.fromkeys(known) if former != ref]
