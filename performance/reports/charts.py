"""The charts of a progress report: every target on its way, and all of them beside their outturns. Pure."""

from base64 import b64encode
from dataclasses import dataclass
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Chart, Series
from csp_portal.formats.numbers import signed
from performance.indicators.listing import unit_word
from performance.rules.reports.types import ReportOutcome
from performance.rules.targets.status import Status
from plans.schemas.plan import OutturnDocument


def bullet(outcomes: list[ReportOutcome], period: str) -> Chart | None:
    """Each target beside its outturn, both as changes from the baseline in per cent; None where there are no two."""
    found = [one for one in outcomes if one.get("achieved") and one.get("aimed")]
    if len(found) < 2:
        return None
    achieved, aimed = ([Decimal(one[which] or 0) for one in found] for which in ("achieved", "aimed"))  # type: ignore
    reached = sum(one["status"] in (Status.ON_TARGET, Status.AHEAD) for one in found)
    return Chart(
        slug="bullet",
        title=_("Outturns against targets, %(period)s") % {"period": period},
        sentence=ngettext(
            "Of %(count)s target with both figures, %(reached)s is on target or well ahead by the rule in the table.",
            "Of %(count)s targets with both figures, %(reached)s are on target or well ahead by the rule in the table.",
            len(found),
        )
        % {"count": len(found), "reached": reached},
        unit=_("change from the baseline in per cent"),
        labels=tuple(one["name"] for one in found),
        series=(
            Series(_("Outturn"), tuple(achieved), tuple(signed(number, "%", 1) for number in achieved)),
            Series(_("Target"), tuple(aimed), tuple(signed(number, "%", 1) for number in aimed)),
        ),
        kind="bullet",
        label_heading=_("Target"),
    )


def on_its_way(one: ReportOutcome, number: int) -> Chart | None:
    """Baseline and outturns of a target as a line, with the level it aims at; None for fewer than two figures."""
    measured = _measured(one)
    if len(measured) < 2:
        return None
    said = [f"{entry['shown']} ({entry['period']})" for entry in measured]
    aim = _("Target: %(aim)s by %(due)s") if one["due"] else _("Target: %(aim)s")
    level = _level(one)
    return Chart(
        slug=f"way-{number}-{slugify(one['name'])}",
        title=one["name"],
        sentence=_("%(figures)s. %(aim)s.")
        % {"figures": ", ".join(said), "aim": aim % {"aim": one["target"], "due": one["due"]}},
        unit=one["unit"] if one["unit"] in ("", "%", "£") else unit_word(one["unit"]),
        labels=tuple(entry["period"] for entry in measured),
        series=(
            Series(one["name"], tuple(map(_value, measured)), tuple(entry["shown"] for entry in measured)),
        ),
        kind="line",
        target=level,
        target_text=aim % {"aim": one["target"], "due": one["due"]} if level is not None else "",
        label_heading=_("Period"),
    )  # fmt: skip


@dataclass(frozen=True)
class Picture:
    """A chart as a picture on paper: its title, what is read aloud in its place, and its address as data."""

    title: str
    words: str
    address: str


def for_paper(outcomes: list[ReportOutcome], period: str) -> tuple[list[Picture], list[Picture]]:
    """The chart of all targets, then those of each; lists that may be empty."""
    whole = bullet(outcomes, period)
    ways = [chart for number, one in enumerate(outcomes, start=1) if (chart := on_its_way(one, number))]
    return [as_picture(whole)] if whole else [], [as_picture(chart) for chart in ways]


def as_picture(chart: Chart) -> Picture:
    address = f"data:image/svg+xml;base64,{b64encode(chart.svg.encode()).decode()}"
    return Picture(chart.title, f"{chart.caption}. {chart.sentence}", address)


def _measured(one: ReportOutcome) -> list[OutturnDocument]:
    known = [entry for entry in (one["baseline"], *one["outturns"]) if entry["value"] is not None and entry["period"]]
    return list({entry["period"]: entry for entry in known}.values())


def _value(entry: OutturnDocument) -> Decimal:
    return Decimal(entry["value"] or 0)


def _level(one: ReportOutcome) -> Decimal | None:
    start, aimed = one["baseline"]["value"], one.get("aimed")
    return None if start is None or aimed is None else Decimal(start) * (1 + Decimal(aimed) / 100)
