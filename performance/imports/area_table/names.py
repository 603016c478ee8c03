"""Which area of the portal a code or a name in a file means."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from csp_portal.formats.periods import Period
from performance.imports.reading import KnownArea

from .marks import unmark

STATISTICAL_CODE = re.compile(r"[A-Z]\d{8}")
NEAREST = 3
_POLICE = re.compile(r" (police area|constabulary|police service|police)$", re.IGNORECASE)
# What a heading calls the areas below it, and the kind of area that is.
_KINDS = {
    "ward": r"\bwards?\b|\bwd\d\d",
    "district": r"\b(districts?|boroughs?|local authority|lad\d\d)",
    "county": r"\bcount(y|ies)\b",
    "sector": r"\bsectors?\b",
    "committee": r"\bcommittees?\b",
    "force": r"\b(police forces?|forces?)\b",
}
# The kinds that hold areas of other kinds, each with those it may stand beside as their whole.
_WHOLES = {
    "district": ("ward", "sector", "committee", "manager area"),
    "county": ("ward", "sector", "committee", "manager area", "district"),
    "force": ("ward", "sector", "committee", "manager area", "district"),
    "country": ("ward", "sector", "committee", "manager area", "district", "county", "force"),
}
LARGER = tuple(_WHOLES)


class UnknownArea(ValueError):
    """No area is meant, or more than one, or one that cannot be; `accepted` says what would be taken.

    `meant`: the area that a code names, though the row cannot be taken. `elsewhere`: nothing in the row is known, and
    its code is written as the statistics office writes them, so that it is an area of others.
    """

    def __init__(self, why: str, accepted: str, meant: KnownArea | None = None, *, elsewhere: bool = False) -> None:
        self.accepted, self.meant, self.elsewhere = accepted, meant, elsewhere
        super().__init__(why)


class AreaNames:
    """Finds areas by code, name or alias, however they are spaced, capitalised and pointed."""

    def __init__(self, areas: Iterable[KnownArea], area_set: str = "", kind: str = "") -> None:
        """Any area can be found by its code. With an `area_set`, no other set of its kind is meant by names, and its
        areas count at any time. `kind`: of which kind the areas of the table are, where its headings say it.
        """
        areas = list(areas)
        self.kind, self.area_set = kind, area_set
        limited = {area.kind for area in areas if area_set and area.area_set == area_set}
        self._by_code: dict[str, KnownArea] = {}
        self._by_name: dict[str, dict[str, KnownArea]] = {}
        for area in areas:
            self._by_code[area.code.casefold()] = area
            if area.area_set == area_set or area.kind not in limited:
                for name in (area.name, *area.aliases):
                    self._by_name.setdefault(plain(name), {})[area.code] = area
        self._found: dict[tuple[str, str, Period | None], KnownArea] = {}

    def find(self, code: str, name: str, period: Period | None = None) -> KnownArea:
        """The area of a code, or of a name where there is no code. Raises UnknownArea.

        `period`: the time of the figure. It decides between areas of one name, and an area must have been there.
        """
        key = code, name, period
        if key not in self._found:
            self._found[key] = self._find(unmark(code).text, name, period)
        return self._found[key]

    def knows(self, text: str) -> bool:
        """Whether a text is the code or the name of an area, or of several."""
        return text.strip().casefold() in self._by_code or plain(text) in self._by_name

    def _find(self, code: str, name: str, period: Period | None) -> KnownArea:
        """The area meant by a code, a name or both. Raises UnknownArea unless they mean exactly one."""
        called = list(self._by_name.get(plain(name), {}).values()) if name.strip() else []
        by_code = self._by_code.get((code or name.strip()).casefold())
        if by_code is not None:
            if called and by_code not in called:
                known = f"{by_code.code} is {by_code.name}; {name.strip()} is {' or '.join(one.code for one in called)}"
                raise UnknownArea(f"the code {code} and the name “{name.strip()}” are two areas", known, by_code)
            return self._possible(by_code, period)
        if code and STATISTICAL_CODE.fullmatch(code):
            why = f"there is no area with the code {code}"
            raise UnknownArea(why, self._near(name), elsewhere=not called)
        if called := self._likely(called, period):
            if len(called) == 1:
                return self._possible(called[0], period, by_name=True)
            sets = "; ".join(f"{one.code} of {one.set_name or one.area_set}" for one in called)
            accepted = f"the set of areas, or a code: {sets}"
            raise UnknownArea(f"{len(called)} areas are called “{name.strip()}”", accepted)
        words = name.strip() or code
        raise UnknownArea(f"there is no area “{words}”" if words else "the row names no area", self._near(words))

    def _likely(self, called: list[KnownArea], period: Period | None) -> list[KnownArea]:
        """Of areas of one name those of the table's kind, and of these those that were there at the time."""
        of_kind = [one for one in called if one.kind == self.kind] or called
        return [one for one in of_kind if period is None or one.in_force(period)] or of_kind

    def _possible(self, area: KnownArea, period: Period | None, *, by_name: bool = False) -> KnownArea:
        """The area, if it can stand in the table. Raises UnknownArea for one of another kind, or of another time."""
        if self.kind and area.kind and area.kind != self.kind and self.kind not in _WHOLES.get(area.kind, ()):
            why = f"{area.name} is a {area.kind}, and the headings speak of a {self.kind}"
            raise UnknownArea(
                why,
                f"areas of one kind in a table: the {self.kind} of that name, by its code",
                None if by_name else area,
            )
        if period and not area.in_force(period) and not (self.area_set and area.area_set == self.area_set):
            why = f"{area.name} ({area.code}) is of “{area.set_name}”, and the figure is of {period}"
            now = self._likely(list(self._by_name.get(plain(area.name), {}).values()), period)
            others = [f"{one.code} of {one.set_name}" for one in now if one.in_force(period)]
            asked = "the set of areas chosen for the whole file, if it is counted in them all the same"
            raise UnknownArea(why, "; or ".join([*others, asked]), area)
        return area

    def _near(self, name: str) -> str:
        """The partnership's own areas with a name like this; those of others are no help."""
        own = {plain: [one for one in areas.values() if one.own] for plain, areas in self._by_name.items()}
        near = get_close_matches(plain(name), [name for name in own if own[name]], n=NEAREST, cutoff=0.6)
        found = {area.name: None for one in near for area in own[one]}
        return f"the nearest known: {', '.join(found)}" if found else "the code or the name of an area of the portal"


def kind_of(headings: Iterable[str]) -> str:
    """The kind of area that headings name; empty where they name none, or several."""
    words = [re.sub(r"[_\s]+", " ", heading).casefold() for heading in headings]
    found = {kind for kind, pattern in _KINDS.items() if any(re.search(pattern, one) for one in words)}
    return found.pop() if len(found) == 1 else ""


def force_name(name: str) -> str:
    """The name of a police force without the word for police, as tables of the statistics office print it."""
    return _POLICE.sub("", " ".join(name.split()))


def plain(name: str) -> str:
    """A name without its notes, points and capitals, and with “and” for “&”."""
    words = unmark(name).text.casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’.]", "", words)).split())
