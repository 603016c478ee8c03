"""Where running text names an action, priority or milestone by its number. Pure."""

import re
from collections.abc import Mapping

_NUMBER = r"(?>[A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)(?!\w|\.\d)"
_AND = r"(?:,\s*(?:and\s+|or\s+)?|\s+(?:and|or|to)\s+|\s*[&–-]\s*)"
_NAMED = re.compile(rf"\b(action|priorit|milestone)(?:s|y|ies)?\s+({_NUMBER}(?:{_AND}{_NUMBER})*)", re.IGNORECASE)
_ONE = re.compile(_NUMBER)

# What a word in the text can mean: people say “action 1.1a” of a milestone too.
LEVELS = {"action": ("actions", "milestones"), "priorit": ("priorities",), "milestone": ("milestones",)}

Renamed = Mapping[str, Mapping[str, str]]  # level, old number, new number


def numbers_named(text: str) -> list[tuple[str, str]]:
    """The priorities and actions that a text names, as level and number: ("priority", "2")."""
    levels = {"action": "action", "priorit": "priority"}
    return [
        (levels[named[1].lower()], number)
        for named in _NAMED.finditer(text)
        if named[1].lower() in levels
        for number in _ONE.findall(named[2])
    ]


def mentions(text: str, renamed: Renamed) -> list[tuple[str, str]]:
    """The words that name something whose number changes, as they stand and as they would read then."""
    found = []
    for named in _NAMED.finditer(text):
        after = _read_anew(named, renamed)
        if after != named.group():
            found.append((named.group(), after))
    return found


def replaced(text: str, renamed: Renamed) -> str:
    """The text with every number that changes, all at once: 1.1 and 1.2 can change places."""
    return _NAMED.sub(lambda named: _read_anew(named, renamed), text)


def _read_anew(named: re.Match[str], renamed: Renamed) -> str:
    numbers: dict[str, str] = {}
    for level in reversed(LEVELS[named.group(1).lower()]):
        numbers |= renamed.get(level, {})
    head = named.group()[: -len(named.group(2))]
    return head + _ONE.sub(lambda one: numbers.get(one.group(), one.group()), named.group(2))
