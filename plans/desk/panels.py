"""What other rooms show on the desk page of a plan, under its parts: each registers its panel when it is ready."""

import datetime as dt
from collections.abc import Callable

from plans.access.permissions import Permission
from plans.models import Plan

# Of a plan, what the reader may do, and the day: a piece of HTML, drawn by a template; empty when there is nothing to
# show to this reader.
Panel = Callable[[Plan, frozenset[Permission], dt.date], str]
PANELS: list[Panel] = []


def register(*panels: Panel) -> None:
    """Add panels to the desk page of a plan, in this order."""
    PANELS.extend(panel for panel in panels if panel not in PANELS)


def panels_of(plan: Plan, permissions: frozenset[Permission], today: dt.date) -> list[str]:
    """The panels that this reader sees on the page of a plan."""
    return [html for panel in PANELS if (html := panel(plan, permissions, today))]
