"""Partnerships, who belongs to them, and the areas they look after."""

from collections.abc import Iterable
from decimal import Decimal
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csp_portal.constraints import check, not_after, one_of, unique
from csp_portal.formats.slugs import slug_of
from csp_portal.operation import published_folder
from csp_portal.pages.languages import Words
from csp_portal.pages.level_names import LEVEL_NAMES
from plans.schemas.plan import GroupDocument, MemberDocument

from .people import Organisation
from .rows import Copyable, Editable, InOrder, Located, Named, Visibility, as_document


class PartnershipKind(TextChoices):
    COMMUNITY_SAFETY = "community safety", _("Community Safety Partnership")
    COUNTY_GROUP = "county group", _("County strategic group")


class Jurisdiction(TextChoices):
    ENGLAND = "england", _("England")
    WALES = "wales", _("Wales")


# First words of addresses that are not a partnership's.
RESERVED = (
    *("accessibility", "cookies", "data", "desk", "glossary", "healthz", "my-area", "privacy", "static", "update"),
    *("account", "cy", "help", "openid", "partnerships", "password", "search", "second-factor", "sign-in", "sign-out"),
    "api",
    "compare",
)


TWO_TIER = "E07"  # how the statistical code of a non-metropolitan district begins


def _word(label: Words, level: str) -> "models.CharField[str, str]":
    """A column for what a partnership calls a level of its plans."""
    usual = format_lazy(_("Leave empty for the usual word, “{word}”"), word=LEVEL_NAMES[level])
    return models.CharField(label, max_length=40, blank=True, help_text=usual)


class Partnership(Editable, Named):
    """A Community Safety Partnership, or the county group above several of them.

    `public_revision` moves with everything that becomes public, in the same transaction, and so names the state
    of the partnership's public pages. `agreed_parent` is the county group once it agreed to be the `parent`: what is
    public knows no other. `whole` is the area of the whole partnership and always there: its only district
    or county, else an area of its own that stands for all its districts together.
    """

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(unique=True)
    kind = models.CharField(max_length=20, choices=PartnershipKind, default=PartnershipKind.COMMUNITY_SAFETY)
    jurisdiction = models.CharField(max_length=10, choices=Jurisdiction, default=Jurisdiction.ENGLAND)
    code = models.CharField(
        max_length=9, blank=True, help_text=_("Statistical code of the partnership, e.g. E22000017")
    )
    place = models.CharField(max_length=100, help_text=_("The area in one or two words, e.g. Norwich"))
    parent = models.ForeignKey(
        *("self", models.PROTECT),
        related_name="partnerships_naming",
        limit_choices_to={"kind": PartnershipKind.COUNTY_GROUP},
        null=True,
        blank=True,
        help_text=_("It has to agree before readers see that you are part of it"),
    )
    agreed_parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="partnerships_below", null=True, blank=True, editable=False
    )
    colour = models.CharField(
        max_length=7,
        blank=True,
        help_text=_("For the line above its pages, as six hexadecimal digits, e.g. #1d70b8"),
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", "Write a colour as # and six hexadecimal digits: #1d70b8.")],
    )
    areas = models.ManyToManyField("plans.Area", related_name="partnerships", blank=True)
    word_for_priority = _word(_("Word for one priority"), "priority")
    word_for_priorities = _word(_("Word for several priorities"), "priorities")
    word_for_theme = _word(_("Word for one theme"), "theme")
    word_for_themes = _word(_("Word for several themes"), "themes")
    word_for_objective = _word(_("Word for one outside objective"), "objective")
    word_for_objectives = _word(_("Word for several outside objectives"), "objectives")
    word_for_action = _word(_("Word for one action"), "action")
    word_for_actions = _word(_("Word for several actions"), "actions")
    one_person_may_publish = models.BooleanField(
        _("One person may publish alone"),
        default=False,
        help_text=_("Otherwise a second person approves or publishes each plan and report"),
    )
    closed_on = models.DateField(null=True, blank=True, editable=False)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="predecessors", null=True, blank=True, editable=False
    )
    whole = models.ForeignKey(
        "plans.Area", on_delete=models.PROTECT, related_name="whole_of", blank=True, editable=False
    )
    public_revision = models.PositiveBigIntegerField(default=0, editable=False)

    NATURAL_KEY = "slug"

    class Meta:
        ordering = ["name"]
        constraints = [
            one_of("partnership", "kind", PartnershipKind),
            one_of("partnership", "jurisdiction", Jurisdiction),
            check(
                "partnership_slug_free",
                ~Q(slug__in=RESERVED),
                _("This address is used by the portal itself; choose another."),
            ),
            check(
                "partnership_successor_of_closed",
                Q(successor__isnull=True) | Q(closed_on__isnull=False) & ~Q(successor=F("pk")),
                _("Only a closed partnership can have a successor, and it must be a different one."),
            ),
            *(
                check(
                    f"partnership_words_for_{several}",
                    Q(**{f"word_for_{one}": "", f"word_for_{several}": ""})
                    | ~(Q(**{f"word_for_{one}": ""}) | Q(**{f"word_for_{several}": ""})),
                    _("Give the word for one and the word for several, or neither."),
                )
                for one, several in (
                    ("priority", "priorities"),
                    ("theme", "themes"),
                    ("objective", "objectives"),
                    ("action", "actions"),
                )
            ),
            check("partnership_not_its_own_parent", ~Q(parent=F("pk")), _("A partnership cannot be above itself.")),
            check(
                "partnership_agreed_parent_is_named",
                Q(agreed_parent=None) | Q(parent__isnull=False, agreed_parent=F("parent")),
                _("A county group can only agree while it is named."),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new partnership the area of the whole of it, which has the partnership's name. Another county group
        has not agreed."""
        if self.agreed_parent_id != self.parent_id:
            self.agreed_parent = None
        if self.whole_id is None:
            self.whole = Area.for_whole(self)
        super().save(*args, **kwargs)
        Area.objects.filter(pk=self.whole_id, area_set__slug=Area.WHOLE).update(name=self.name)

    @property
    def levels(self) -> dict[str, str]:
        """What this partnership calls the levels of its plans, where that is not the usual word."""
        return {level: word for level in LEVEL_NAMES if (word := getattr(self, f"word_for_{level}"))}

    @property
    def two_tier(self) -> bool:
        """Whether it looks after a district in a county that has a council of its own. Reads its areas."""
        return any(area.code.startswith(TWO_TIER) for area in self.areas.all())

    def links_changed(self) -> None:
        """Make the area of the whole partnership follow its areas: the only one, else one that stands for all."""
        before, own = self.whole, list(self.areas.exclude(area_set__slug=Area.WHOLE).defer("outline"))
        stands_for_all = before.area_set.slug == Area.WHOLE
        if len(own) == 1:
            self.whole = own[0]
        elif not stands_for_all and not (before in own and before.area_set.kind == AreaKind.COUNTY):
            self.whole = Area.for_whole(self)
        if self.whole not in self.areas.all() and own:
            self.areas.add(self.whole)
        if self.whole != before:
            self.save(update_fields=["whole"])
            self.areas.remove(*self.areas.filter(area_set__slug=Area.WHOLE).exclude(pk=self.whole_id))
        for area in own if self.whole.area_set.slug == Area.WHOLE else ():
            AreaLink.objects.get_or_create(smaller=area, larger=self.whole, defaults={"basis": LinkBasis.DERIVED})

    def bump_public_revision(self) -> None:
        """Say that something public changed. Call it inside the transaction that changes it.

        The pages of those below it and of those it succeeded name it and its plans: they change too.
        """
        related = Q(pk=self.pk) | Q(agreed_parent=self.pk) | Q(successor=self.pk)
        _changed(Partnership.objects.filter(related))

    @classmethod
    def bump_all(cls) -> None:
        """The same where what changed belongs to all: indicators, areas of no partnership, postcodes, unit costs."""
        _changed(cls.objects.all())


def _changed(partnerships: models.QuerySet[Partnership]) -> None:
    """Move the public revision of partnerships, and take what they had published out of the folder."""
    if published_folder.is_wanted():
        forget = partial(published_folder.forget, list(partnerships.values_list("slug", flat=True)))
        forget()  # nobody is sent the old page once the new one can be read …
        transaction.on_commit(forget)  # … nor one that was written meanwhile
    partnerships.update(public_revision=F("public_revision") + 1)


class Logo(models.Model):
    """The picture of a partnership at the head of its papers, as PNG: drawn again from what was uploaded, so that
    nothing else of the file is kept."""

    partnership = models.OneToOneField(Partnership, on_delete=models.CASCADE, related_name="logo")
    content = models.BinaryField()

    class Meta:
        ordering = ["partnership"]

    def __str__(self) -> str:
        return f"Logo of {self.partnership}"


class StatutoryClass(TextChoices):
    RESPONSIBLE = "responsible", _("Responsible authority")
    CO_OPERATING = "co-operating", _("Co-operating body")
    INVITEE = "invitee", _("Invited to participate")
    NOT_STATED = "not stated", _("Type of member not given")


class PartnershipMember(InOrder, Located, Copyable):
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

    def copy_to(self, plan: Any) -> "PartnershipMember":
        """The seat as the next plan names it. Not carried: the locator."""
        return self.copy(named_in=plan)

    def to_document(self, audience: Visibility) -> MemberDocument:
        seat = self.organisation
        return as_document(MemberDocument, self, organisation=seat.name, url=seat.url, organisation_kind=seat.kind)


class GroupKind(TextChoices):
    BOARD = "board", _("Board")
    EXECUTIVE = "executive", _("Executive group")
    TASK = "task", _("Task group")
    FORUM = "forum", _("Forum or reference group")
    PANEL = "panel", _("Neighbourhood panel or committee")
    TEAM = "team", _("Team")
    SCRUTINY = "scrutiny", _("Scrutiny committee")
    ABOVE = "above", _("Body above the partnership")


class Group(InOrder, Located, Copyable, Named):
    """A board, task group, panel or team of a partnership: what it does, how often it meets, to whom it reports.

    `named_in` is the plan that prints the group; a group that no plan prints yet stands in every new document.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.CASCADE, related_name="groups")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=GroupKind)
    chair = models.CharField(max_length=150, blank=True)
    frequency = models.CharField(max_length=100, blank=True, help_text=_("How often it meets"))
    remit = models.TextField(blank=True)
    reports_to = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        related_name="reporting",
        null=True,
        blank=True,
        help_text=_("Another group of the partnership. The plan draws who reports to which group"),
    )
    named_in = models.ForeignKey(
        "plans.Plan", on_delete=models.CASCADE, related_name="groups_named", null=True, blank=True
    )

    NATURAL_KEY = "name"

    class Meta(InOrder.Meta):
        constraints = [
            one_of("group", "kind", GroupKind),
            unique(
                "group_name_once_in_plan",
                ["partnership", "named_in", "name"],
                _("This plan already names a group of this name."),
            ),
            unique(
                "group_name_once",
                ["partnership", "name"],
                _("This partnership already has a group of this name."),
                condition=Q(named_in__isnull=True),
            ),
            check("group_not_its_own_superior", ~Q(reports_to=F("pk")), _("A group cannot report to itself.")),
        ]

    def clean_among(self, rows: "Iterable[Group]") -> None:
        """A group does not report to itself, nor through others. `rows`: the groups beside it, as they will be stored.

        Raises ValidationError with the way back. Nothing reports to a group that is not stored yet.
        """
        if self.pk is None:
            return
        beside: dict[int | None, Group] = {row.pk: row for row in rows}
        beside[self.pk] = self
        way: list[Group] = [self]
        while (step := beside.get(way[-1].reports_to_id)) and step not in way:
            way.append(step)
        if step is self:
            words = _("“%(name)s” would report to itself: %(way)s. Choose a group that does not report to it.")
            raise ValidationError({"reports_to": words % {"name": self, "way": " → ".join(map(str, [*way, self]))}})

    def copy_to(self, plan: Any) -> "Group":
        """The group as the next plan names it. It still reports where it did, until that group is carried too.

        Not carried: the locator.
        """
        return self.copy(named_in=plan)

    def to_document(self, audience: Visibility) -> GroupDocument:
        return as_document(GroupDocument, self, reports_to=self.reports_to.name if self.reports_to else "")


class AreaKind(TextChoices):
    WARD = "ward", _("Ward")
    SECTOR = "sector", _("Sector")
    COMMITTEE = "committee", _("Neighbourhood committee")
    MANAGER_AREA = "manager area", _("Neighbourhood manager area")
    DISTRICT = "district", _("District")
    COUNTY = "county", _("County")
    FORCE = "force", _("Police force or division")
    COUNTRY = "country", _("Country")
    OTHER = "other", _("Other")

    @property
    def plural(self) -> str:
        return str(PLURALS[self])


PLURALS = {
    AreaKind.WARD: _("Wards"),
    AreaKind.SECTOR: _("Sectors"),
    AreaKind.COMMITTEE: _("Neighbourhood committees"),
    AreaKind.MANAGER_AREA: _("Neighbourhood manager areas"),
    AreaKind.DISTRICT: _("Districts"),
    AreaKind.COUNTY: _("Counties"),
    AreaKind.FORCE: _("Police forces or divisions"),
    AreaKind.COUNTRY: _("Countries"),
    AreaKind.OTHER: _("Others"),
}


class AreaSet(Editable, Named):
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

    @property
    def years(self) -> str:
        """When the set was in force, as “2004 to 2016” or “since 2016”; empty if no day is known."""
        words = {
            "first": self.starts_on.year if self.starts_on else "",
            "last": self.ends_on.year if self.ends_on else "",
        }
        if self.starts_on and self.ends_on:
            return _("%(first)s to %(last)s") % words
        if self.starts_on or self.ends_on:
            return (_("since %(first)s") if self.starts_on else _("until %(last)s")) % words
        return ""

    def clean(self) -> None:
        if not self.slug:
            self.slug = slug_of(" ".join([*([self.partnership.slug] if self.partnership else []), self.name]), "areas")


class Area(InOrder, Named):
    """One area of one set. The code is a statistical code where there is one, else a slug of our own."""

    area_set = models.ForeignKey(AreaSet, on_delete=models.CASCADE, related_name="areas")
    code = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    aliases = models.JSONField(default=list, blank=True, help_text=_("Other spellings in print, e.g. Fletton"))
    outline = models.JSONField(null=True, blank=True, help_text=_("GeoJSON geometry in longitude and latitude"))
    caveat = models.CharField(max_length=300, blank=True, help_text=_("What readers need to know about its rate"))

    NATURAL_KEY = "code"
    WHOLE = "whole-partnerships"  # the set of the areas that stand for a partnership of several districts

    class Meta(InOrder.Meta):
        constraints = [
            unique("area_name_once_in_set", ["area_set", "name"], _("This set already has an area of this name.")),
        ]

    @classmethod
    def for_whole(cls, partnership: Partnership) -> "Area":
        """A stored area that stands for a whole partnership, in the one set of such areas."""
        made, _new = AreaSet.objects.get_or_create(
            slug=cls.WHOLE, defaults={"name": "Whole partnerships", "kind": AreaKind.OTHER}
        )
        code = f"whole-{partnership.slug}"
        area, _new = cls.objects.get_or_create(code=code, defaults={"area_set": made, "name": partnership.name})
        return area


class LinkBasis(TextChoices):
    PRINTED = "printed", _("Printed in a source")
    DERIVED = "derived", _("Worked out by us")
    BEST_FIT = "best fit", _("Official best-fit look-up")


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
            unique("area_link_once", ["smaller", "larger"], _("These two areas are already linked.")),
            check(
                "area_link_share_in_range",
                Q(share__gt=0) & Q(share__lte=1),
                _("The share must be more than 0 and at most 1."),
            ),
            check("area_link_between_two", ~Q(smaller=F("larger")), _("An area cannot be part of itself.")),
        ]

    def __str__(self) -> str:
        return f"{self.smaller} in {self.larger}"
