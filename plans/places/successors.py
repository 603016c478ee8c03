"""Areas that ended, and the newer ones of their kind that their ground is in now."""

from django.db.models import F, Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from plans.models import Area, AreaLink

# Reads the links of areas to newer ones of the same kind, the one with the largest share first.
TO_NEWER = Prefetch(
    "links_up",
    AreaLink.objects.filter(smaller__area_set__kind=F("larger__area_set__kind"))
    .select_related("larger__area_set")
    .defer("larger__outline")
    .order_by("-share", "larger__name"),
    to_attr="links_to_newer",
)


def successors_of(area: Area) -> list[Area]:
    """The areas that its ground is in now. The area is read with TO_NEWER."""
    return [link.larger for link in area.links_to_newer]  # type: ignore[attr-defined]


def ended_words(area: Area, names: list[str]) -> str:
    """“This ward ended in May 2016. Its area is now in North and Park.”; empty for an area in force."""
    ends_on = area.area_set.ends_on
    if ends_on is None:
        return ""
    words = {"kind": area.area_set.get_kind_display().lower(), "month": date_format(ends_on, "F Y")}
    ended = _("This %(kind)s ended in %(month)s.") % words
    return f"{ended} {_('Its area is now in %(areas)s.') % {'areas': and_joined(names)}}" if names else ended


def and_joined(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
