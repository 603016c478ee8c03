"""Partnerships, who belongs to them, and the areas they look after."""

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, TextChoices

from csp_portal.constraints import not_after, one_of
from csp_portal.formats.slugs import slug_of
from plans.schemas.plan import GroupDocument, MemberDocument, iso

from .people import Organisation
from .rows import Carried, Editable, InOrder, Located, Visibility


class PartnershipKind(TextChoices):
    COMMUNITY_SAFETY = "community safety", "Community Safety Partnership"
    COUNTY_GROUP = "county group", "County strategic group"


class Jurisdiction(TextChoices):
    ENGLAND = "england", "England"
    WALES = "wales", "Wales"


# First words of addresses that are not a partnership's.
RESERVED = (
    *("accessibility", "cookies", "data", "desk", "glossary", "healthz", "my-area", "privacy", "static", "update"),
    *("account", "cy", "help", "openid", "password", "second-factor", "sign-in", "sign-out"),
)


class Partnership(Editable):
    """A Community Safety Partnership, or the county group above several of them.

    `public_stamp` moves with everything that becomes public, in the same transaction, and so names the state
    of the partnership's public pages.
    """

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=PartnershipKind, default=PartnershipKind.COMMUNITY_SAFETY)
    jurisdiction = models.CharField(max_length=10, choices=Jurisdiction, default=Jurisdiction.ENGLAND)
    code = models.CharField(max_length=9, blank=True, help_text="Statistical code of the partnership, e.g. E22000017")
    place = models.CharField(max_length=100, help_text="The area in one or two words, e.g. Norwich")
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="partnerships_below", null=True, blank=True
    )
    colour = models.CharField(
        max_length=7,
        blank=True,
        help_text="Of the line above its pages, in six hexadecimal digits, e.g. #1d70b8",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as # and six hexadecimal digits: #1d70b8.")],
    )
    areas = models.ManyToManyField("plans.Area", related_name="partnerships", blank=True)
    public_stamp = models.PositiveBigIntegerField(default=0, editable=False)

    NATURAL_KEY = "slug"

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("partnership", "kind", PartnershipKind),
            one_of("partnership", "jurisdiction", Jurisdiction),
            models.CheckConstraint(
                condition=~Q(slug__in=RESERVED),
                name="partnership_slug_free",
                violation_error_message="This address is used by the portal itself; choose another.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("pk")),
                name="partnership_not_its_own_parent",
                violation_error_message="A partnership cannot stand above itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def move_public_stamp(self) -> None:
        """Say that something public changed. Call it inside the transaction that changes it."""
        Partnership.objects.filter(pk=self.pk).update(public_stamp=F("public_stamp") + 1)


class StatutoryClass(TextChoices):
    RESPONSIBLE = "responsible", "Responsible authority"
    CO_OPERATING = "co-operating", "Co-operating body"
    INVITEE = "invitee", "Invited to participate"
    NOT_STATED = "not stated", "Class not stated in the plan"


class PartnershipMember(InOrder, Located, Carried):
    """An organisation's seat in a partnership, and who holds it, as printed. Open dates mean: not stated.

    `named_in` is the plan that prints the seat; a seat that no plan prints yet stands in every new document.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="members")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    statutory_class = models.CharField(max_length=20, choices=StatutoryClass, default=StatutoryClass.NOT_STATED)
    representative = models.CharField(max_length=100, blank=True)
    office = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    dates_as_printed = models.CharField(max_length=100, blank=True)
    named_in = models.ForeignKey(
        "plans.Plan", on_delete=models.CASCADE, related_name="members_named", null=True, blank=True
    )

    class Meta(InOrder.Meta):
        constraints = [
            one_of("member", "statutory_class", StatutoryClass),
            not_after("member", "starts_on", "ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_statutory_class_display()})"

    def carry_to(self, plan) -> "PartnershipMember":
        """The seat as the next plan names it. Not carried: the locator."""
        return self.copy(named_in=plan)

    def as_document(self, audience: Visibility) -> MemberDocument:
        return {
            "organisation": self.organisation.name,
            "url": self.organisation.url,
            "statutory_class": self.statutory_class,
            "representative": self.representative,
            "office": self.office,
            "note": self.note,
            "starts_on": iso(self.starts_on),
            "ends_on": iso(self.ends_on),
            "dates_as_printed": self.dates_as_printed,
            "locator": self.locator,
        }


class GroupKind(TextChoices):
    BOARD = "board", "Board"
    EXECUTIVE = "executive", "Executive group"
    TASK = "task", "Task group"
    FORUM = "forum", "Forum or reference group"
    PANEL = "panel", "Neighbourhood panel or committee"
    TEAM = "team", "Team"
    SCRUTINY = "scrutiny", "Scrutiny committee"
    ABOVE = "above", "Body above the partnership"


class Group(InOrder, Located, Carried):
    """A board, task group, panel or team of a partnership: what it does, how often it meets, to whom it reports.

    `named_in` is the plan that prints the group; a group that no plan prints yet stands in every new document.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GroupKind)
    chair = models.CharField(max_length=150, blank=True)
    frequency = models.CharField(max_length=100, blank=True, help_text="How often it meets, as printed")
    remit = models.TextField(blank=True)
    reports_to = models.ForeignKey("self", on_delete=models.SET_NULL, related_name="reporting", null=True, blank=True)
    named_in = models.ForeignKey(
        "plans.Plan", on_delete=models.CASCADE, related_name="groups_named", null=True, blank=True
    )

    NATURAL_KEY = "name"

    class Meta(InOrder.Meta):
        constraints = [
            one_of("group", "kind", GroupKind),
            models.UniqueConstraint(
                fields=["partnership", "named_in", "name"],
                name="group_name_once_in_plan",
                violation_error_message="This plan already names a group of this name.",
            ),
            models.UniqueConstraint(
                fields=["partnership", "name"],
                condition=Q(named_in__isnull=True),
                name="group_name_once",
                violation_error_message="This partnership already has a group of this name.",
            ),
            models.CheckConstraint(
                condition=~Q(reports_to=F("pk")),
                name="group_not_its_own_superior",
                violation_error_message="A group cannot report to itself.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def carry_to(self, plan) -> "Group":
        """The group as the next plan names it. It still reports where it did, until that group is carried too.

        Not carried: the locator.
        """
        return self.copy(named_in=plan)

    def as_document(self, audience: Visibility) -> GroupDocument:
        return {
            "name": self.name,
            "kind": self.kind,
            "chair": self.chair,
            "frequency": self.frequency,
            "remit": self.remit,
            "reports_to": self.reports_to.name if self.reports_to else "",
            "locator": self.locator,
        }


class AreaKind(TextChoices):
    WARD = "ward", "Ward"
    SECTOR = "sector", "Sector"
    COMMITTEE = "committee", "Neighbourhood committee"
    MANAGER_AREA = "manager area", "Neighbourhood manager area"
    DISTRICT = "district", "District"
    COUNTY = "county", "County"
    FORCE = "force", "Police force or division"
    COUNTRY = "country", "Country"
    OTHER = "other", "Other"

    @property
    def plural(self) -> str:
        irregular = {"county": "Counties", "country": "Countries", "force": "Police forces or divisions"}
        return irregular.get(self.value, f"{self.label}s")


class AreaSet(Editable):
    """Areas of one kind that were in force together, such as the 24 wards of Peterborough from 2004 to 2016.

    Without a partnership it is a set that several share (districts, forces, countries).
    """

    partnership = models.ForeignKey(
        Partnership, on_delete=models.CASCADE, related_name="area_sets", null=True, blank=True
    )
    slug = models.SlugField(max_length=80, unique=True, blank=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=AreaKind)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    attribution = models.CharField(max_length=400, blank=True)
    note = models.CharField(max_length=400, blank=True)

    NATURAL_KEY = "slug"

    class Meta:
        ordering = ["slug"]
        constraints = [one_of("area_set", "kind", AreaKind), not_after("area_set", "starts_on", "ends_on")]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not self.slug:
            self.slug = slug_of(" ".join([*([self.partnership.slug] if self.partnership else []), self.name]), "areas")


class Area(InOrder):
    """One area of one set. The code is a statistical code where there is one, else a slug of our own."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.CASCADE, related_name="areas")
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=150)
    aliases = models.JSONField(default=list, blank=True, help_text="Other spellings in print, e.g. Fletton")
    outline = models.JSONField(null=True, blank=True, help_text="GeoJSON geometry in longitude and latitude")
    caveat = models.CharField(max_length=300, blank=True, help_text="What a reader of its rate must know")

    NATURAL_KEY = "code"

    class Meta(InOrder.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["area_set", "name"],
                name="area_name_once_in_set",
                violation_error_message="This set already has an area of this name.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LinkBasis(TextChoices):
    PRINTED = "printed", "Printed in a source"
    DERIVED = "derived", "Worked out by us"
    BEST_FIT = "best fit", "Official best-fit look-up"


class AreaLink(Editable):
    """An area lies in a larger one, wholly or by a share of it. One ward may lie in several larger areas."""

    smaller = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="links_up")
    larger = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="links_down")
    share = models.DecimalField(max_digits=7, decimal_places=6, default=Decimal(1))
    basis = models.CharField(max_length=20, choices=LinkBasis)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["larger", "smaller"]
        constraints = [
            one_of("area_link", "basis", LinkBasis),
            models.UniqueConstraint(
                fields=["smaller", "larger"],
                name="area_link_once",
                violation_error_message="These two areas are already linked.",
            ),
            models.CheckConstraint(
                condition=Q(share__gt=0) & Q(share__lte=1),
                name="area_link_share_in_range",
                violation_error_message="The share must be more than 0 and at most 1.",
            ),
            models.CheckConstraint(
                condition=~Q(smaller=F("larger")),
                name="area_link_between_two",
                violation_error_message="An area cannot lie in itself.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.smaller} in {self.larger}"
