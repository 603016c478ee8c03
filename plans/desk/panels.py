"""What other rooms show on the desk page of a plan, under its parts: each contributes its panels."""

import datetime as dt
from collections.abc import Callable

from csp_portal.contributions import contributed
from plans.access.permissions import Permission
from plans.models import Plan

# Of a plan, what the reader may do, and the day: a piece of HTML, drawn by a template; empty when there is nothing to
# show to this reader.
Panel = Callable[[Plan, frozenset[Permission], dt.date], str]


def panels_of(plan: Plan, permissions: frozenset[Permission], today: dt.date) -> list[str]:
    """The panels that this reader sees on the page of a plan."""
    return [html for panel in contributed("PANELS") if (html := panel(plan, permissions, today))]
