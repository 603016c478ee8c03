"""What the small picture of a target shows: its baseline, the way to what is aimed at, and its outturns. Pure."""

from decimal import Decimal

from django.utils.translation import gettext as _
from markupsafe import Markup

from csp_portal.charts.target_way import Point, target_way
from csp_portal.formats.periods import NotAPeriod, parse
from plans.schemas.plan import OutcomeDocument, OutturnDocument

from .status import SET_RULES


def picture(one: OutcomeDocument) -> Markup:
    """The picture with its words; empty where the way cannot be drawn: without a baseline, a number aimed at, a due
    period or an outturn that sources agree about, where counts are rounded, and where the plan sets its own way."""
    if one["rule"] in SET_RULES:
        return Markup()
    outturns = [place for entry in one["outturns"] if (place := _place(entry))]
    baseline, due = _place(one["baseline"]), _when(one["due"])
    if not (baseline and due and outturns and one.get("aimed") and one.get("achieved") is not None):
        return Markup()
    level = baseline[1] * (1 + Decimal(one["aimed"] or 0) / 100)
    latest = [entry for entry in one["outturns"] if _place(entry)][-1]
    words = _("Baseline %(baseline)s in %(began)s; target %(aim)s by %(due)s; latest %(now)s in %(period)s") % {
        "baseline": one["baseline"]["shown"],
        "began": one["baseline"]["period"],
        "aim": one["target"],
        "due": one["due"],
        "now": latest["shown"],
        "period": latest["period"],
    }
    return target_way(words, baseline, (due, level), outturns)


def _place(entry: OutturnDocument) -> Point | None:
    """When a figure's period ends, in days, and the figure; None where there is none that counts."""
    when = _when(entry["period"])
    return (when, Decimal(entry["value"])) if when and entry["value"] is not None else None


def _when(period: str) -> int:
    """The last day of a period as a number; 0 for words that name none."""
    try:
        return parse(period).end.toordinal()
    except NotAPeriod:
        return 0
