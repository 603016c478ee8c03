"""The wards of a place: from published lists, or as an officer listed them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.slugs import slug_of
from plans.models import Area, AreaKind, AreaLink, AreaSet, ChangeKind, LinkBasis, PublishedWard, log_change

from .lists import District
from .ward_list import ListedWard

if TYPE_CHECKING:
    from .storing import PlaceSetting

ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. Contains OS data © Crown "
    "copyright and database right."
)


def published_wards(district: str) -> list[PublishedWard]:
    """The wards of a district by the newest list that names it; none where no list was loaded."""
    found = list(PublishedWard.objects.filter(district=district).order_by("name"))
    newest = max((one.year for one in found), default=0)
    return [one for one in found if one.year == newest]


def add_wards(here: "PlaceSetting") -> None:
    """The wards of each district, in a set of its own. A set that differs from the published one is left alone."""
    for district in here.districts:
        published = published_wards(district.code)
        listed = here.wards if here.wards_of == district.code else ()
        _add(here, district, published, listed or [ListedWard(one.name, one.code) for one in published])


def _add(
    here: "PlaceSetting", district: District, published: Sequence[PublishedWard], listed: Sequence[ListedWard]
) -> None:
    """Add the wards of one district that are missing, or say why none can be."""
    part = _("Wards of %(district)s") % {"district": district.name}
    if not listed:
        words = _(
            "No list of wards is loaded for %(district)s. Type or paste the names below, or ask whoever runs the "
            "portal to load the published list (“Open data” in the guide for operators: docs/data.md)."
        )
        here.miss(part, words % {"district": district.name})
        return
    area_set, own = _set_of(here, district, listed)
    missing = [ward for ward in listed if not any(_same(area, ward) for area in own)]
    beside = [area for area in own if not any(_same(area, ward) for ward in listed)]
    if missing and beside:
        words = _(
            "Your ward set “%(set)s” does not match the list. Missing from your set: %(missing)s. Not in the "
            "list: %(beside)s, such as %(name)s. Nothing was changed. If the boundaries have changed, give your "
            "set its end date, then come back."
        )
        given = {"set": area_set.name, "missing": len(missing), "beside": len(beside), "name": beside[0].name}
        here.miss(part, words % given)
        return
    if missing and area_set.pk is None:
        area_set.clean()
        area_set.full_clean()
        area_set.save()
        log_change(here.partnership, "area-sets", area_set, ChangeKind.ADDED, [("", "", area_set.name)], by=here.by)
    taken = _store(here, district, area_set, missing, {one.code: one for one in published}, len(own))
    count = len(own) + len(missing) - len(taken)
    words = ngettext("%(num)s ward in “%(set)s”", "%(num)s wards in “%(set)s”", count)
    here.say(part, words % {"num": count, "set": area_set.name}, bool(missing) and len(taken) < len(missing))
    if taken:
        words = ngettext(
            "%(num)s ward belongs to another partnership of this portal: %(name)s.",
            "%(num)s wards belong to another partnership of this portal, such as %(name)s.",
            len(taken),
        )
        here.miss(part, words % {"num": len(taken), "name": taken[0].name})


def _set_of(here: "PlaceSetting", district: District, listed: Sequence[ListedWard]) -> tuple[AreaSet, list[Area]]:
    """The partnership's set in force that holds wards of the list, with its wards; else a new one, not stored."""
    sets = here.partnership.area_sets.filter(kind=AreaKind.WARD, ends_on=None).order_by("-starts_on", "pk")
    for area_set in sets:
        own = list(area_set.areas.defer("outline"))
        if any(_same(area, ward) for area in own for ward in listed):
            return area_set, own
    name = _("Wards of %(district)s") % {"district": district.name}
    return AreaSet(partnership=here.partnership, name=name, kind=AreaKind.WARD, attribution=ATTRIBUTION), []


def _same(area: Area, ward: ListedWard) -> bool:
    """Whether an area is the ward of a list: by its code where both have one, else by its name."""
    names = {name.casefold() for name in (area.name, *area.aliases)}
    both_coded = ward.code and area.code.startswith(("E05", "W05"))
    return ward.code in (area.code, *area.aliases) if both_coded else ward.name.casefold() in names


def _store(
    here: "PlaceSetting",
    district: District,
    area_set: AreaSet,
    missing: Sequence[ListedWard],
    published: dict[str, PublishedWard],
    first: int,
) -> list[ListedWard]:
    """Store the missing wards with the outlines that are loaded; returns those whose code another set already has."""
    codes = {
        ward: ward.code or slug_of(f"{here.partnership.slug} {district.name} {ward.name}", "ward")[:80]
        for ward in missing
    }
    known = set(Area.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    taken = [ward for ward in missing if codes[ward] in known]
    made = []
    for position, ward in enumerate((one for one in missing if one not in taken), first):
        row = published.get(ward.code)
        area = Area(
            area_set=area_set,
            code=codes[ward],
            name=ward.name,
            position=position,
            outline=row.outline if row else None,
        )
        area.full_clean(validate_unique=False, validate_constraints=False)
        made.append(area)
    made = Area.objects.bulk_create(made)
    AreaLink.objects.bulk_create(
        AreaLink(smaller=area, larger=here.areas[district.code], basis=LinkBasis.BEST_FIT) for area in made
    )
    return taken
