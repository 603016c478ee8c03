"""What a chosen place brings to a partnership: areas, codes, force, county, oversight body, similar areas, wards.

Only what is missing is added: what officers entered is never changed, and a second time adds nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from csp_portal.contributions import contributed
from plans.editing import save
from plans.models import (
    Area,
    AreaKind,
    AreaLink,
    AreaSet,
    ChangeKind,
    Jurisdiction,
    LinkBasis,
    Organisation,
    OrganisationKind,
    OversightBody,
    Partnership,
    User,
    log_change,
)

from .lists import District, Force, partnership_code, place_lists
from .ward_list import ListedWard
from .wards import add_wards


@dataclass(frozen=True)
class BroughtLine:
    """What one part of a place is, and what happens with it: “added”, “there already” or “not available”."""

    part: str
    words: str
    happens: str


@dataclass
class PlaceSetting:
    """A partnership with its chosen districts, their areas once they are stored, and what was done so far."""

    partnership: Partnership
    districts: Sequence[District]
    by: User | None
    wards: Sequence[ListedWard] = ()
    wards_of: str = ""
    areas: dict[str, Area] = field(default_factory=dict)
    lines: list[BroughtLine] = field(default_factory=list)

    def say(self, part: str, words: str, added: bool) -> None:
        """Note a part that is there now, as new or as there before."""
        self.lines.append(BroughtLine(part, words, _("added") if added else _("there already")))

    def miss(self, part: str, words: str) -> None:
        """Note a part that cannot be brought, and how to get it."""
        self.lines.append(BroughtLine(part, words, _("not available")))


# What an app to the right brings with a place, such as similar areas: listed under PLACE_PARTS.
PlacePart = Callable[[PlaceSetting], None]


@transaction.atomic
def bring(
    partnership: Partnership,
    codes: Sequence[str],
    *,
    by: User | None,
    wards: Sequence[ListedWard] = (),
    wards_of: str = "",
) -> list[BroughtLine]:
    """Store the place of a partnership and say what was added. `wards` are listed by hand, for the district `wards_of`.

    Raises ValidationError; then nothing is stored.
    """
    save.require_draft(partnership, shared=True)  # locks all, before one: two places are never brought at once
    partnership = Partnership.objects.select_for_update().get(pk=partnership.pk)
    lists = place_lists()
    here = PlaceSetting(partnership, [lists.districts[code] for code in codes], by, wards, wards_of)
    _districts(here)
    _whole(here)
    _partnership(here)
    _larger(here)
    _oversight(here)
    add_wards(here)
    for part in contributed("PLACE_PARTS"):
        part(here)
    return here.lines


def shared_area(slug: str, name: str, kind: AreaKind, code: str, area_name: str, aliases: Sequence[str] = ()) -> Area:
    """The area with a code, made in a set that all partnerships share if there is none yet."""
    if area := Area.objects.filter(code=code).defer("outline").first():
        return area
    area_set, _new = AreaSet.objects.get_or_create(slug=slug, defaults={"name": name, "kind": kind})
    area = Area(area_set=area_set, code=code, name=area_name, aliases=list(aliases), position=area_set.areas.count())
    area.full_clean()
    area.save()
    return area


def district_area(code: str) -> Area:
    """The shared area of a district."""
    return shared_area("districts", "Districts", AreaKind.DISTRICT, code, place_lists().districts[code].name)


def link(smaller: Area, larger: Area) -> None:
    """State that an area lies wholly in a larger one, unless that is known."""
    AreaLink.objects.get_or_create(smaller=smaller, larger=larger, defaults={"basis": LinkBasis.BEST_FIT})


def _districts(here: PlaceSetting) -> None:
    own = set(here.partnership.areas.values_list("code", flat=True))
    for district in here.districts:
        here.areas[district.code] = district_area(district.code)
        here.say(_("District"), f"{district.name} ({district.code})", district.code not in own)
    here.partnership.areas.add(*here.areas.values())


def _whole(here: PlaceSetting) -> None:
    """The area of the whole partnership: its one district, else an area in which all of them lie."""
    before = here.partnership.whole
    here.partnership.links_changed()
    whole = here.partnership.whole
    here.say(_("Whole partnership"), whole.name, whole != before)


def _partnership(here: PlaceSetting) -> None:
    """The code of the partnership where it has none, and its nation."""
    partnership, code = here.partnership, partnership_code([one.code for one in here.districts])
    if partnership.code:
        here.say(_("Code of the partnership"), partnership.code, False)
    elif code:
        partnership.code = code
        partnership.row_version += 1
        partnership.save(update_fields=["code", "row_version"])
        log_change(partnership, "partnership", partnership, ChangeKind.CHANGED, [("code", "", code)], by=here.by)
        here.say(_("Code of the partnership"), code, True)
    else:
        words = _("The published list has no one code for these districts together. You can type it in “Name, place”.")
        here.miss(_("Code of the partnership"), words)
    nation = Jurisdiction.WALES if here.districts[0].code.startswith("W") else Jurisdiction.ENGLAND
    if nation != partnership.jurisdiction:
        words = _("%(place)s is in %(nation)s; the partnership is set to %(set)s. Change it in “Name, place”.")
        given = {"place": here.districts[0].name, "nation": nation.label, "set": partnership.get_jurisdiction_display()}
        here.miss(_("Nation"), words % given)


def _larger(here: PlaceSetting) -> None:
    """The police area and the county of each district, and the force as an organisation."""
    lists = place_lists()
    for force in forces_of(here.districts):
        name = _("%(name)s police area") % {"name": force.name}
        area = shared_area(
            "police-areas", "Police forces and divisions", AreaKind.FORCE, force.code, name, [force.organisation]
        )
        new = not AreaLink.objects.filter(smaller__in=here.areas.values(), larger=area).exists()
        for district in here.districts:
            if district.force == force.code:
                link(here.areas[district.code], area)
        known = Organisation.objects.filter(name__iexact=force.organisation).exists()
        if not known:
            Organisation.objects.create(name=force.organisation, kind=OrganisationKind.POLICE)
        here.say(_("Police force"), f"{force.organisation} ({force.code})", new or not known)
    for code in dict.fromkeys(one.county for one in here.districts if one.county):
        area = shared_area("counties", "Counties", AreaKind.COUNTY, code, lists.counties[code])
        new = not AreaLink.objects.filter(smaller__in=here.areas.values(), larger=area).exists()
        for district in here.districts:
            if district.county == code:
                link(here.areas[district.code], area)
        here.say(_("County"), f"{area.name} ({code})", new)


def forces_of(districts: Sequence[District]) -> list[Force]:
    """The police areas in which the districts lie, each once."""
    return [place_lists().forces[code] for code in dict.fromkeys(one.force for one in districts)]


def _oversight(here: PlaceSetting) -> None:
    """The body that oversees each force, unless one without an end is recorded."""
    recorded = list(here.partnership.oversight_bodies.filter(ends_on=None))
    if recorded:
        here.say(_("Oversight body"), ", ".join(one.name for one in recorded), False)
        return
    for force in forces_of(here.districts):
        body = OversightBody(partnership=here.partnership, name=force.oversight, kind=force.kind)
        body.full_clean()
        body.save()
        log_change(here.partnership, "oversight-bodies", body, ChangeKind.ADDED, [("", "", body.name)], by=here.by)
        here.say(_("Oversight body"), body.name, True)
