"""What other rooms show on the desk page of a plan, under its parts: each contributes its panels."""

import datetime as dt

from csp_portal.contributions import contributed
from plans.access.decorators import DeskRequest
from plans.models import Plan


def panels_of(request: DeskRequest, plan: Plan, today: dt.date) -> list[str]:
    """The panels that this reader sees on the page of a plan: pieces of HTML, each drawn by a template or empty."""
    return [html for panel in contributed("PANELS") if (html := panel(request, plan, today))]
