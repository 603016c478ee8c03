"""Of which place the pages of a partnership speak: its own area, never another one that has more figures."""

from collections.abc import Iterable, Mapping

from plans.models import AreaKind, Partnership

from .series import AreaHead

# Kinds of whole places, from the smaller to the larger; an indicator of parts alone has no series of its own.
WHOLE = ("district", "county", "force", "country", "other")


def own_places(partnership: Partnership) -> dict[str, str]:
    """The codes of the partnership's own areas, with their kinds; one query."""
    return dict(partnership.areas.values_list("code", "area_set__kind"))


def speaks_for(area: AreaHead, own: Mapping[str, str]) -> bool:
    """Whether an area is the partnership's own, or a larger place than it. Without own areas every whole place is.

    A place of no other kind always is: the area “whole partnership”, which may have figures from before the partnership
    chose its own areas, is one.
    """
    if not own:
        return area.area_set__kind in WHOLE
    largest = max((WHOLE.index(kind) for kind in own.values() if kind in WHOLE), default=-1)
    return area.code in own or area.area_set__kind in (*WHOLE[largest + 1 :], AreaKind.OTHER)


def main_place(areas: Iterable[AreaHead], own: Mapping[str, str]) -> AreaHead | None:
    """The area to speak of among those that have figures: the largest of the partnership's own, which is the whole of
    it, else the smallest larger place."""

    def size(area: AreaHead) -> int:
        return WHOLE.index(area.area_set__kind) if area.area_set__kind in WHOLE else len(WHOLE)

    known = [area for area in areas if speaks_for(area, own)]
    mine = [area for area in known if area.code in own and area.area_set__kind in WHOLE]
    return max(mine, key=size) if mine else min(known, key=lambda one: (one.code not in own, size(one)), default=None)
