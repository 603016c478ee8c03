"""What the partnership will do: priority, action, milestone, and the themes that cut across them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, exactly_one, not_after, one_of, unique
from csp_portal.formats.markdown import MarkdownField
from plans.models import PLAIN_ANSWER, Organisation, Plan, Visibility
from plans.models.rows import Copyable, InOrder, Located, as_document, documents, visible
from plans.models.withheld import MayBeWithheld, withheld_constraints
from plans.public.help import HELP_TOPICS, HelpTopic
from plans.schemas.duties import Duty
from plans.schemas.plan import (
    ActionDocument,
    MilestoneDocument,
    OrganisationsDocument,
    PriorityDocument,
    ThemeDocument,
    exact,
)

from .due import Due, due_constraints
from .status import ProgressStatus, WithStatus, status_constraints, status_of_copy

Ways = Mapping[int, Collection[int]]


class PriorityDecision(TextChoices):
    NOT_STATED = "not stated", _("Not stated")
    NEW = "new", _("New")
    KEPT = "kept", _("Kept")
    CHANGED = "changed", _("Changed")
    DROPPED = "dropped", _("Dropped")
    KEPT_AGAINST_ADVICE = "kept against advice", _("Kept against the advice of the assessment")
    PROPOSED = "proposed", _("Proposed")


class Priority(InOrder, Located, Copyable, MayBeWithheld):
    """A priority of a plan, with the five questions a rolling plan answers for it.

    `former_refs`: references it had in earlier plans, and those of priorities merged into it.
    """

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="priorities")
    ref = models.SlugField(max_length=20)
    former_refs = models.JSONField(default=list, blank=True)
    title = models.CharField(max_length=250)
    also_printed_as = models.JSONField(
        default=list, blank=True, help_text=_("Other wordings of the title in the source")
    )
    why = MarkdownField(_("Why is this a priority?"), blank=True)
    aim = MarkdownField(_("What do we hope to do?"), blank=True)
    approach = MarkdownField(_("What will our approach be?"), blank=True)
    success_measures = MarkdownField(_("How will we measure success?"), blank=True)
    data_sources = MarkdownField(_("What data will we use?"), blank=True)
    lead = models.CharField(max_length=250, blank=True, help_text=_("The lead office"))
    lead_organisations = models.ManyToManyField(Organisation, related_name="priorities_led", blank=True)
    decision = models.CharField(max_length=20, choices=PriorityDecision, default=PriorityDecision.NOT_STATED)
    decision_reason = models.TextField(blank=True)
    duties = models.JSONField(default=list, blank=True)
    plain_answer = models.CharField(max_length=400, blank=True, help_text=PLAIN_ANSWER)
    help_topics = models.JSONField(default=list, blank=True, help_text=HELP_TOPICS)

    NATURAL_KEY = "ref"
    KNOWN_WORDS = {"duties": Duty, "help_topics": HelpTopic}

    class Meta(InOrder.Meta):
        verbose_name_plural = _("priorities")
        constraints = [
            one_of("priority", "decision", PriorityDecision),
            *withheld_constraints("priority"),
            unique("priority_ref_once", ["plan", "ref"], _("This plan already has a priority with this reference.")),
            check(
                "priority_against_advice_has_reason",
                ~Q(decision=PriorityDecision.KEPT_AGAINST_ADVICE) | ~Q(decision_reason=""),
                _("A priority kept against advice needs the reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"Priority {self.ref}: {self.title}"

    def clean(self) -> None:
        super().clean()
        for field, known in self.KNOWN_WORDS.items():
            if unknown := [word for word in getattr(self, field) if word not in known.values]:
                words = {"word": unknown[0], "kind": self._meta.get_field(field).verbose_name}  # type: ignore[union-attr]
                sentence = _("“%(word)s” is not known among %(kind)s; known are: %(known)s.")
                raise ValidationError({field: sentence % (words | {"known": ", ".join(known.values)})})

    def copy_to(self, plan: Plan, **changes: Any) -> "Priority":
        """The priority in the next plan, with its text, lead, duties and visibility.

        Not carried: the decision and its reason, which each assessment makes anew, the plain answer, other wordings
        in the source, the locator, and the rows that belong to the priority; achievements never are.
        """
        own = {"decision": PriorityDecision.NOT_STATED, "decision_reason": "", "plain_answer": ""}
        made = self.copy(plan=plan, also_printed_as=[], **own, **changes)
        made.lead_organisations.add(*self.lead_organisations.all())
        return made

    def to_document(self, audience: Visibility) -> PriorityDocument:
        """The priority with all that belongs to it and that the audience may see."""
        words = as_document(
            PriorityDocument,
            self,
            lead_organisations=[organisation.name for organisation in self.lead_organisations.all()],
            decision_label=self.get_decision_display(),
            themes=documents(self.themes.all(), audience),
            targets=documents(self.targets.all(), audience),
            actions=documents(self.actions.all(), audience),
            achievements=documents(self.achievements.all(), audience),
            alignments=documents(self.alignments.all(), audience),
            plain_answer=self.plain_answer,
            help_topics=self.help_topics,
        )
        words["former_refs"] = self.former_refs
        return words


def _refs(actions: Iterable["Action"], audience: Visibility) -> list[str]:
    """The references of the actions whose priority an audience may see."""
    return [action.ref for action in actions if visible(action.priority, audience)]


class Theme(InOrder, Located, Copyable):
    """A theme that cuts across the priorities, or, with a priority, one of its sub-themes."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="themes")
    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="themes", null=True, blank=True)
    name = models.CharField(max_length=200)
    description = MarkdownField(blank=True)

    NATURAL_KEY = "name"

    class Meta(InOrder.Meta):
        constraints = [
            unique("theme_name_once", ["plan", "name"], _("This plan already has a theme of this name.")),
        ]

    def __str__(self) -> str:
        return self.name

    def copy_to(self, plan: Plan, priority: Priority | None) -> "Theme":
        """The theme in the next plan, of the priority given. Not carried: its actions and the locator."""
        return self.copy(plan=plan, priority=priority)

    def to_document(self, audience: Visibility) -> ThemeDocument:
        return as_document(ThemeDocument, self, actions=_refs(self.actions.all(), audience))


class Action(InOrder, Located, Due, WithStatus, Copyable):
    """One thing the partnership will do for a priority.

    `outcome` is what will be different, `measure` how that is seen where neither a target nor an indicator says it: the
    targets that do are `measured_by` and the indicators `indicators`, links from the right. `cost` is in pounds;
    `cost_in_words` stands in place of an amount. `also_serves` are other priorities, `objectives` those of outside
    plans, `funding` the lines that pay for it.

    `leads_unaligned`: the source prints several leads for the whole action and does not say which milestone each
    of them leads. They stay a list until an officer assigns them. `former_refs`: references it had in earlier plans,
    and those of actions merged into it.
    """

    priority = models.ForeignKey(Priority, on_delete=models.CASCADE, related_name="actions")
    ref = models.CharField(max_length=20)
    former_refs = models.JSONField(default=list, blank=True)
    title = models.CharField(max_length=300)
    outcome = models.CharField(max_length=500, blank=True, help_text=_("What will be different when it is done"))
    measure = models.CharField(
        max_length=300, blank=True, help_text=_("How you will see that, in words, where no target or indicator says it")
    )
    note = models.CharField(max_length=400, blank=True)
    starts_on = models.DateField(_("Start"), null=True, blank=True)
    cost = models.DecimalField(_("Cost, in pounds"), max_digits=12, decimal_places=2, null=True, blank=True)
    cost_in_words = models.CharField(max_length=150, blank=True, help_text=_("e.g. Officer time"))
    leads_unaligned = models.BooleanField(default=False)
    themes = models.ManyToManyField(Theme, related_name="actions", blank=True)
    see_also = models.ManyToManyField("self", symmetrical=False, related_name="seen_from", blank=True)
    also_serves = models.ManyToManyField(Priority, related_name="also_served_by", blank=True)
    objectives: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "Alignment", related_name="actions", blank=True
    )
    funding: "models.ManyToManyField[Any, Any]" = models.ManyToManyField(
        "FundingLine", related_name="actions", blank=True
    )

    NATURAL_KEY = "ref"

    class Meta(InOrder.Meta):
        constraints = [
            *due_constraints("action"),
            *status_constraints("action"),
            not_after("action", "starts_on", "due_on"),
            check("action_cost_not_negative", Q(cost__isnull=True) | Q(cost__gte=0), _("A cost cannot be negative.")),
            unique(
                "action_ref_once", ["priority", "ref"], _("This priority already has an action with this reference.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"

    def clean_link(self, name: str, new: list["Action"], ways: Ways | None = None) -> None:
        """Refuse “see also” links that lead back here: each is shown on both ends already. `ways`: where the links of
        each action lead; those that are stored, where none are given."""
        if name != "see_also":
            return
        ways = self._stored_ways() if ways is None else ways
        for action in new:
            if action.pk == self.pk:
                raise ValidationError({"see_also": _("Action %(ref)s cannot point at itself.") % {"ref": self.ref}})
            reached, ahead = set(), {action.pk}
            while ahead:
                reached |= ahead
                ahead = set().union(*(ways.get(pk, ()) for pk in ahead)) - reached
            if self.pk in reached:
                words = _(
                    "“See also” would lead in a circle: action %(there)s leads back to %(here)s. "
                    "One direction is enough."
                )
                raise ValidationError({"see_also": words % {"there": action.ref, "here": self.ref}})

    def _stored_ways(self) -> Ways:
        """Where the “see also” links of the plan's actions lead. One query."""
        ways: dict[int, set[int]] = defaultdict(set)
        links = Action.see_also.through.objects.filter(from_action__priority__plan=self.priority.plan_id)
        for start, end in links.values_list("from_action_id", "to_action_id"):
            ways[start].add(end)
        return ways

    def copy_to(self, priority: Priority, **changes: Any) -> "Action":
        """The action under a priority of the next plan, with its leads and partners, cadence or quota.

        Not carried: a start, a due date or month outside the period of that plan, the status, the cost, the locator,
        milestones, themes and links to other rows.
        """
        cleared = {"starts_on": None, "cost": None} | status_of_copy()
        cleared |= self.due_of_copy(priority.plan.period_start, priority.plan.period_end)
        made = self.copy(priority=priority, **cleared, **changes)
        for part in self.parts.all():
            part.copy_to(made)
        return made

    def to_document(self, audience: Visibility) -> ActionDocument:
        """The action with its milestones and leads; it points only at what the audience may see."""
        words = as_document(
            ActionDocument,
            self,
            due=self.due(),
            completed_on=self.completed_on and self.completed_on.isoformat(),
            outcome=self.outcome,
            measure=self.measure,
            measured_by=[one.reference for one in self.measured_by.all() if visible(one, audience)],
            indicators=[{"name": one.name, "slug": one.slug} for one in self.indicators.all()],
            starts_on=self.starts_on and self.starts_on.isoformat(),
            cost=exact(self.cost),
            cost_in_words=self.cost_in_words,
            status=self.status,
            status_label=self.get_status_display(),
            status_css=ProgressStatus(self.status).kind if self.status else "",
            status_on=self.status_on and self.status_on.isoformat(),
            status_comment=self.status_comment,
            also_serves=[one.ref for one in self.also_serves.all() if visible(one, audience)],
            objectives=[str(one) for one in self.objectives.all() if visible(one, audience)],
            funding=[str(one) for one in self.funding.all() if visible(one, Visibility.PUBLIC)],
            organisations=documents(self.parts.all(), audience),
            milestones=documents(self.milestones.all(), audience),
            themes=[theme.name for theme in self.themes.all() if visible(theme.priority, audience)],
            see_also=_refs(self.see_also.all(), audience),
            seen_from=_refs(self.seen_from.all(), audience),
        )
        words["former_refs"] = self.former_refs
        return words


class Milestone(InOrder, Due, Copyable):
    """A step of an action that can be seen to be done.

    `former_refs`: references it had in earlier plans, and those of milestones merged into it.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="milestones")
    ref = models.CharField(max_length=20)
    former_refs = models.JSONField(default=list, blank=True)
    text = models.CharField(max_length=500)
    note = models.CharField(max_length=400, blank=True)
    completed_on = models.DateField(null=True, blank=True)

    NATURAL_KEY = "ref"

    class Meta(InOrder.Meta):
        constraints = [
            *due_constraints("milestone"),
            unique(
                "milestone_ref_once", ["action", "ref"], _("This action already has a milestone with this reference.")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} {self.text}"

    def copy_to(self, action: Action, **changes: Any) -> "Milestone":
        """The milestone under an action of the next plan, still to be done, with its leads and partners.

        Not carried: a due date or month outside the period of that plan, and the day it was completed.
        """
        plan = action.priority.plan
        due = self.due_of_copy(plan.period_start, plan.period_end)
        made = self.copy(action=action, completed_on=None, **due, **changes)
        for part in self.parts.all():
            part.copy_to(made)
        return made

    def to_document(self, audience: Visibility) -> MilestoneDocument:
        parts = documents(self.parts.all(), audience)
        words = as_document(MilestoneDocument, self, due=self.due(), organisations=parts)
        words["former_refs"] = self.former_refs
        return words


class PartRole(TextChoices):
    LEAD = "lead", _("Lead")
    DELIVERS = "delivers", _("Delivers")
    PARTNER = "partner", _("Partner")


class Part(InOrder, Copyable):
    """The part organisations take in an action or in one milestone. One printed entry may name two organisations."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="parts", null=True, blank=True)
    milestone = models.ForeignKey(Milestone, on_delete=models.CASCADE, related_name="parts", null=True, blank=True)
    role = models.CharField(max_length=10, choices=PartRole, default=PartRole.LEAD)
    as_printed = models.CharField(_("organisation or person"), max_length=250)
    organisations = models.ManyToManyField(Organisation, related_name="parts", blank=True)

    class Meta(InOrder.Meta):
        constraints = [
            one_of("part", "role", PartRole),
            exactly_one("part", "of_action_or_milestone", "action", "milestone"),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.as_printed}"

    def copy_to(self, owner: Action | Milestone) -> "Part":
        """The same part in an action or milestone of the next plan. Everything is carried."""
        of_action = isinstance(owner, Action)
        made = self.copy(action=owner if of_action else None, milestone=None if of_action else owner)
        made.organisations.add(*self.organisations.all())
        return made

    def to_document(self, audience: Visibility) -> OrganisationsDocument:
        names = [organisation.name for organisation in self.organisations.all()]
        return as_document(OrganisationsDocument, self, organisations=names)
