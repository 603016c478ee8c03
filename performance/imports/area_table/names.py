"""Which area of the portal a code or a name in a file means."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from performance.imports.reading import KnownArea

from .marks import unmark

STATISTICAL_CODE = re.compile(r"[A-Z]\d{8}")
NEAREST = 3


class UnknownArea(ValueError):
    """No area is meant, or more than one; `accepted` names the nearest."""

    def __init__(self, why: str, accepted: str) -> None:
        self.accepted = accepted
        super().__init__(why)


class AreaNames:
    """Finds areas by code, name or alias, however they are spaced, capitalised and pointed."""

    def __init__(self, areas: Iterable[KnownArea], area_set: str = "") -> None:
        """Any area can be found by its code; names and aliases are limited to `area_set`, if one is given."""
        self._by_code: dict[str, KnownArea] = {}
        self._by_name: dict[str, dict[str, KnownArea]] = {}
        for area in areas:
            self._by_code[area.code.casefold()] = area
            if area_set in ("", area.area_set):
                for name in (area.name, *area.aliases):
                    self._by_name.setdefault(plain(name), {})[area.code] = area
        self._found: dict[tuple[str, str], KnownArea] = {}

    def find(self, code: str, name: str) -> KnownArea:
        """The area of a code, or of a name where there is no code. Raises UnknownArea."""
        key = code, name
        if key not in self._found:
            self._found[key] = self._find(unmark(code).text, name)
        return self._found[key]

    def knows(self, text: str) -> bool:
        """Whether a text is the code or the name of an area, or of several."""
        return text.strip().casefold() in self._by_code or plain(text) in self._by_name

    def _find(self, code: str, name: str) -> KnownArea:
        """The area meant by a code, a name or both. Raises UnknownArea unless they mean exactly one."""
        called = list(self._by_name.get(plain(name), {}).values()) if name.strip() else []
        by_code = self._by_code.get((code or name.strip()).casefold())
        if by_code is not None:
            if called and by_code not in called:
                known = f"{by_code.code} is {by_code.name}; {name.strip()} is {' or '.join(one.code for one in called)}"
                raise UnknownArea(f"the code {code} and the name “{name.strip()}” are two areas", known)
            return by_code
        if code and STATISTICAL_CODE.fullmatch(code):
            raise UnknownArea(f"there is no area with the code {code}", self._near(name))
        if len(called) == 1:
            return called[0]
        if called:
            sets = "; ".join(f"{one.code} of {one.set_name or one.area_set}" for one in called)
            raise UnknownArea(
                f"{len(called)} areas are called “{name.strip()}”", f"the set of areas, or a code: {sets}"
            )
        words = name.strip() or code
        raise UnknownArea(f"there is no area “{words}”" if words else "the row names no area", self._near(words))

    def _near(self, name: str) -> str:
        near = get_close_matches(plain(name), self._by_name, n=NEAREST, cutoff=0.5)
        found = {area.name: None for one in near for area in self._by_name[one].values()}
        return f"the nearest known: {', '.join(found)}" if found else "the code or the name of an area of the portal"


def plain(name: str) -> str:
    """A name without its notes, points and capitals, and with “and” for “&”."""
    words = unmark(name).text.casefold().replace("&", " and ")
    return " ".join(re.sub(r"[^\w]+", " ", re.sub(r"['’.]", "", words)).split())
