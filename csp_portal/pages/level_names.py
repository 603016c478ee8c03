"""What the levels of a plan are called: by their usual names, or as a partnership calls them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# One and several of each level. Documents and `Partnership.levels` name a level by these keys.
LEVEL_NAMES = {
    "priority": _("priority"),
    "priorities": _("priorities"),
    "theme": _("theme"),
    "themes": _("themes"),
    "objective": _("outside objective"),
    "objectives": _("outside objectives"),
    "action": _("action"),
    "actions": _("actions"),
}


def level_name(partnership: Any, level: str) -> str:
    """The name of a level as a partnership typed it, else the usual one. A partnership is a row or its part of a
    document, which carries the names of the day on which it was published."""
    given = partnership.get("levels", {}) if isinstance(partnership, Mapping) else partnership.levels
    return given.get(level) or str(LEVEL_NAMES[level])


def level_heading(partnership: Any, level: str) -> str:
    """The same at the beginning of a line: the first letter is a capital, the others stay as typed."""
    return upper_first(level_name(partnership, level))


def upper_first(words: str) -> str:
    """Words with a capital at their beginning."""
    return words[:1].upper() + words[1:]
