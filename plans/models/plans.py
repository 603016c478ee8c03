"""The plan and the parts of it that stand beside its priorities."""

from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import both_or_neither, check, not_after, one_of, unique
from csp_portal.formats.markdown import MarkdownField
from csp_portal.formats.slugs import slug_of
from plans.schemas.plan import CalendarDocument, ContactDocument, GlossaryDocument, PlanHead, SectionDocument, iso

from .people import Organisation, User
from .places import Partnership
from .rows import Copyable, Editable, InOrder, Located, Visibility, as_document
from .withheld import MayBeWithheld, withheld_constraints

PLAIN_ANSWER = _(
    "Is it better, the same or worse? One or two plain sentences for the top of the page, in place of "
    "the one based on the figures. The page says that a person wrote it."
)

TEXT_NOTE = _(
    "Where the words come from, if they are not the partnership’s own, e.g. a summary of a printed document. It is "
    "shown at the top of every page and paper."
)


class PlanKind(TextChoices):
    PARTNERSHIP_PLAN = "partnership plan", _("Partnership plan")
    STRATEGY = "strategy", _("Strategy")
    COUNTY_AGREEMENT = "county agreement", _("County agreement")


class PlanState(TextChoices):
    DRAFT = "draft", _("Draft")
    CONSULTATION = "consultation", _("Open for consultation")
    APPROVAL = "approval", _("Waiting for approval")
    PUBLISHED = "published", _("Published")


class Plan(Editable):
    """The working copy of one plan: its rows are edited, its published versions never change.

    `slug` is the period as it stands in the address, e.g. 2008-2011. `publish_*` is a publication that somebody has
    set a time for; `withdrawn_*` stands while a published plan is withdrawn. `rolled_report` says what became of the
    rows of the plan it was rolled from.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="plans")
    kind = models.CharField(max_length=20, choices=PlanKind, default=PlanKind.PARTNERSHIP_PLAN)
    title = models.CharField(max_length=200)
    slug = models.SlugField()
    edition = models.CharField(max_length=100, blank=True, help_text=_("e.g. 2012/13 update"))
    period_start = models.DateField()
    period_end = models.DateField()
    period_as_printed = models.CharField(max_length=150, blank=True)
    plain_answer = models.CharField(max_length=400, blank=True, help_text=PLAIN_ANSWER)
    state = models.CharField(max_length=20, choices=PlanState, default=PlanState.DRAFT)
    source_document = models.CharField(
        max_length=200, blank=True, help_text=_("The document that source references point to")
    )
    text_note = models.CharField(_("note on the text"), max_length=400, blank=True, help_text=TEXT_NOTE)
    rolled_from = models.ForeignKey("self", on_delete=models.PROTECT, related_name="rolled_to", null=True, blank=True)
    rolled_report = models.JSONField(default=dict, blank=True, editable=False)
    signatories = models.ManyToManyField(
        Organisation,
        related_name="plans_to_sign",
        blank=True,
        help_text=_("Who must sign a text before it is published"),
    )
    publish_at = models.DateTimeField(null=True, blank=True, editable=False)
    publish_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="plans_scheduled", null=True, blank=True, editable=False
    )
    publish_note = models.TextField(blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_reason = models.TextField(blank=True, editable=False)

    NATURAL_KEY = ("partnership__slug", "slug")

    class Meta:
        ordering = ["partnership", "-period_start", "slug"]
        constraints = [
            one_of("plan", "kind", PlanKind),
            one_of("plan", "state", PlanState),
            not_after("plan", "period_start", "period_end"),
            unique("plan_once", ["partnership", "slug"], _("This partnership already has a plan at this address.")),
            check(
                "plan_not_rolled_from_itself",
                ~Q(rolled_from=models.F("pk")),
                _("A plan cannot be rolled forward from itself."),
            ),
            both_or_neither("plan", "publish_at", "publish_by"),
            check(
                "plan_withdrawn_with_reason",
                Q(withdrawn_at__isnull=True, withdrawn_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")),
                _("A withdrawal needs its date and its reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.partnership})"

    @property
    def period(self) -> str:
        """The period in words: "2008 to 2011" for three financial years from April 2008."""
        return f"{self.period_start.year} to {self.period_end.year}"

    def head(self) -> PlanHead:
        return as_document(PlanHead, self, plain_answer=self.plain_answer, text_note=self.text_note)


class SectionKind(TextChoices):
    INTRODUCTION = "introduction", _("Introduction")
    BACKGROUND = "background", _("Background and assessment")
    REVIEW = "review", _("What was done before")
    PRIORITIES = "priorities", _("How the priorities were chosen")
    GOVERNANCE = "governance", _("How the partnership works")
    MEASURE = "measure", _("How success is measured")
    RESOURCES = "resources", _("Resources")
    ENGAGEMENT = "engagement", _("How the community is engaged")
    CONCLUSION = "conclusion", _("Conclusion")
    OTHER = "other", _("Other")


class Narrative(InOrder, Located, MayBeWithheld):
    """A piece of narrative under its own heading. The kind says which statutory content it answers."""

    heading = models.CharField(max_length=200)
    slug = models.SlugField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=SectionKind, default=SectionKind.OTHER)
    body = MarkdownField(blank=True)

    class Meta(InOrder.Meta):
        abstract = True

    def __str__(self) -> str:
        return self.heading

    def clean(self) -> None:
        super().clean()
        self.slug = self.slug or slug_of(self.heading, "section")

    def to_document(self, audience: Visibility) -> SectionDocument:
        return as_document(SectionDocument, self)


def narrative_constraints(model: str, owner: str) -> list[models.BaseConstraint]:
    """What must be true of every kind of narrative."""
    return [
        one_of(model, "kind", SectionKind),
        *withheld_constraints(model),
        unique(f"{model}_slug_once", [owner, "slug"], _("There is already a section at this address.")),
    ]


class Section(Narrative, Copyable):
    """A section of a plan."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")

    class Meta(Narrative.Meta):
        constraints = narrative_constraints("section", "plan")

    def copy_to(self, plan: Plan) -> "Section":
        """The same text in the next plan, to be brought up to date there. Not carried: the locator."""
        return self.copy(plan=plan)


class CalendarKind(TextChoices):
    CYCLE = "cycle", _("Every year")
    EVENT = "event", _("Dated event")
    ROUTE = "route", _("Step towards approval")


class CalendarItem(InOrder, Located, Copyable):
    """Something that happens at a time: a task of the yearly cycle, a dated event, a step of the committee route."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="calendar")
    kind = models.CharField(max_length=10, choices=CalendarKind)
    when = models.CharField(max_length=100, help_text=_("e.g. May to August, or March 2016"))
    task = models.CharField(max_length=300)
    body = models.CharField(max_length=150, blank=True, help_text=_("Who meets or decides, for a step of the route"))

    class Meta(InOrder.Meta):
        constraints = [one_of("calendar_item", "kind", CalendarKind)]

    def __str__(self) -> str:
        return f"{self.when}: {self.task}"

    def copy_to(self, plan: Plan) -> "CalendarItem":
        """The task in the next plan; meant for the yearly cycle alone. Not carried: the locator."""
        return self.copy(plan=plan)

    def to_document(self, audience: Visibility) -> CalendarDocument:
        return as_document(CalendarDocument, self)


class GlossaryTerm(InOrder, Located, Copyable):
    """A term of the plan, explained once and linked where it is first used."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="glossary")
    term = models.CharField(max_length=150)
    slug = models.SlugField(max_length=80, blank=True)
    aliases = models.JSONField(default=list, blank=True, help_text=_("Other forms in the text, e.g. ASB"))
    meaning = MarkdownField()

    class Meta(InOrder.Meta):
        constraints = [unique("glossary_term_once", ["plan", "slug"], _("This plan already explains this term."))]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        self.slug = self.slug or slug_of(self.term, "term")

    def copy_to(self, plan: Plan) -> "GlossaryTerm":
        """The term in the next plan. Not carried: the locator."""
        return self.copy(plan=plan)

    def to_document(self, audience: Visibility) -> GlossaryDocument:
        return as_document(GlossaryDocument, self)


class Contact(InOrder, Located, Copyable):
    """Whom to ask about a plan: an office, with the name that was printed."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="contacts")
    name = models.CharField(max_length=100, blank=True)
    office = models.CharField(max_length=150, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    address = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=50, blank=True)
    email = models.EmailField(blank=True)
    web = models.CharField(max_length=200, blank=True)
    review_by = models.DateField(
        null=True, blank=True, help_text=_("The day by which someone checks that it is still right")
    )

    class Meta(InOrder.Meta):
        constraints = [
            check(
                "contact_is_somebody",
                ~(Q(name="") & Q(office="") & Q(organisation="")),
                _("Give a name, an office or an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.office or self.organisation

    def copy_to(self, plan: Plan) -> "Contact":
        """The contact in the next plan, to be reviewed by the same day. Not carried: the locator."""
        return self.copy(plan=plan)

    def to_document(self, audience: Visibility) -> ContactDocument:
        return as_document(ContactDocument, self, review_by=iso(self.review_by))
