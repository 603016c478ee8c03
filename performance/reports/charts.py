"""The charts of a progress report: every target on its way, and all of them beside their outturns. Pure."""

import re
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext as _, ngettext

from csp_portal.charts import Chart, Series
from csp_portal.formats.dates import months_between
from csp_portal.formats.numbers import rounded, shown, signed
from csp_portal.formats.periods import Period, parse
from performance.indicators.listing import unit_word
from performance.rules.reports.types import ReportDocument, ReportOutcome
from performance.rules.targets.status import Status
from plans.exports.papers.pictures import Picture, picture
from plans.public.charts import table_chart
from plans.schemas.plan import OutturnDocument


def bullet(outcomes: list[ReportOutcome], period: str) -> Chart | None:
    """Each target beside its outturn, both as changes from the baseline in per cent; None where there are no two."""
    found = [one for one in outcomes if one.get("achieved") and one.get("aimed")]
    if len(found) < 2:
        return None
    achieved, aimed = ([Decimal(one[which] or 0) for one in found] for which in ("achieved", "aimed"))  # type: ignore
    reached = sum(Status(one["status"]).good for one in found)
    disputed = sum(bool(one.get("others")) for one in found)
    finding = ngettext(
        "%(reached)s of %(count)s target is met or on target",
        "%(reached)s of %(count)s targets are met or on target",
        len(found),
    ) % {"count": len(found), "reached": reached}
    return Chart(
        slug="bullet",
        title=_("Outturns against targets, %(period)s") % {"period": period},
        sentence=ngettext(
            "Of %(count)s target with both figures, %(reached)s is met or on target by the rule in the table.",
            "Of %(count)s targets with both figures, %(reached)s are met or on target by the rule in the table.",
            len(found),
        )
        % {"count": len(found), "reached": reached},
        finding=_("%(finding)s; sources differ about %(num)s") % {"finding": finding, "num": disputed}
        if disputed
        else finding,
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
    """Baseline and outturns of a target as a line, with the level it aims at and the straight way there; None for fewer
    than two figures.

    Time is to scale where every period is known by its days; then the period in which the target is due is drawn too.
    """
    measured = _measured(one)
    if len(measured) < 2:
        return None
    said = [f"{entry['shown']} ({entry['period']})" for entry in measured]
    aim = _("Target: %(aim)s by %(due)s") if one["due"] else _("Target: %(aim)s")
    level = _level(one) if one["baseline"] in measured or not one.get("trajectory") else None
    periods = _in_time(one, measured, level)
    values = {entry["period"]: entry for entry in measured}
    labels = tuple(period for period, _days in periods) or tuple(values)
    ranges = tuple(_range(one, label, values.get(label)) for label in labels)
    own = Series(
        one["name"],
        tuple(_value(values[label]) if label in values else None for label in labels),
        tuple(values[label]["shown"] if label in values else "" for label in labels),
        ranges=ranges if any(ranges) else (),
    )
    way = _set_way(one, level, periods) or _way(one, level, periods)
    return Chart(
        slug=f"way-{number}-{slugify(one['name'])}",
        title=one["name"],
        sentence=_("%(figures)s. %(aim)s.")
        % {"figures": ", ".join(said), "aim": aim % {"aim": one["target"], "due": one["due"]}},
        unit=one["unit"] if one["unit"] in ("", "%", "£") else unit_word(one["unit"]),
        labels=labels,
        series=(own, way) if way else (own,),
        kind="line",
        days=tuple((days.start, days.end) for _label, days in periods),
        target=level,
        target_text=aim % {"aim": one["target"], "due": one["due"]} if level is not None else "",
        label_heading=_("Period"),
    )


def _range(one: ReportOutcome, period: str, entry: OutturnDocument | None) -> tuple[Decimal, Decimal] | None:
    """From the lowest to the highest figure that sources give for a period about which they differ."""
    others = [number_in(other["figure"]) for other in one.get("others", []) if other["period"] == period]
    known = [number for number in others if number is not None] + ([_value(entry)] if entry else [])
    return (min(known), max(known)) if len(set(known)) > 1 else None


def number_in(words: str) -> Decimal | None:
    """The number of a printed figure: of 1,144, 21% or £500; None where there are more words."""
    plain = re.fullmatch(r"£?([−-]?[\d,]+(?:\.\d+)?)%?", words)
    return Decimal(plain[1].replace(",", "").replace("−", "-")) if plain else None


def _in_time(one: ReportOutcome, measured: list[OutturnDocument], level: Decimal | None) -> list[tuple[str, Period]]:
    """Each period with its days, the earliest first, and the one in which the target is due if it is later than all;
    empty where the days of one are not known."""
    try:
        found = {entry["period"]: parse(entry["period"]) for entry in measured}
        due = parse(one["due"]) if one["due"] and level is not None else None
    except ValueError:
        return []
    if due and all(due.start > period.end for period in found.values()):
        found[one["due"]] = due
    return sorted(found.items(), key=lambda named: named[1])


def _set_way(one: ReportOutcome, level: Decimal | None, periods: list[tuple[str, Period]]) -> Series | None:
    """The values that the plan sets on the way, from the baseline to the target where these are drawn; None without set
    values for the periods drawn, and for fewer than two levels."""
    given = {point["period"]: Decimal(point["value"]) for point in one.get("trajectory", [])}
    if not given.keys() & dict(periods).keys():
        return None
    if level is not None:
        given |= {one["baseline"]["period"]: _value(one["baseline"]), one["due"]: level}
    levels = tuple(given.get(label) for label, _days in periods)
    if sum(level is not None for level in levels) < 2:
        return None
    unit = one["unit"] if one["unit"] in ("%", "£") else ""
    words = tuple("" if value is None else shown(value, unit) for value in levels)
    return Series(_("Values set by the plan"), levels, words, guide=True)


def _way(one: ReportOutcome, level: Decimal | None, periods: list[tuple[str, Period]]) -> Series | None:
    """The straight way from the end of the baseline period to the end of the one in which the target is due, by months
    as the rule trajectory@1 counts it."""
    days, baseline = dict(periods), one["baseline"]
    if level is None or one["due"] not in days or baseline["period"] not in days:
        return None
    first, last, start = days[baseline["period"]].end, days[one["due"]].end, _value(baseline)
    if months_between(first, last) <= 0:
        return None
    shares = [Decimal(months_between(first, period.end)) / months_between(first, last) for period in days.values()]
    levels = tuple(start + (level - start) * share if 0 <= share <= 1 else None for share in shares)
    unit = one["unit"] if one["unit"] in ("%", "£") else ""
    words = tuple("" if value is None else shown(rounded(value, 1), unit) for value in levels)
    name, label = _("Path from the baseline to the target"), _("Path to the target")
    return Series(name, levels, words, guide=True, label=label)


def for_paper(content: ReportDocument) -> tuple[list[Picture], list[Picture], dict[str, Picture]]:
    """The chart of all targets, then those of each, then those of the printed tables by the name of the table; each may
    be empty."""
    outcomes, slug = content["outcomes"], content["partnership"]["slug"]
    whole = bullet(outcomes, content["report"]["period"])
    ways = [chart for number, one in enumerate(outcomes, start=1) if (chart := on_its_way(one, number))]
    tables = {table["slug"]: table_chart(table, slug, "", {}) for table in content["tables"]}
    return (
        [picture(whole)] if whole else [],
        [picture(chart) for chart in ways],
        {name: picture(chart) for name, chart in tables.items() if chart},
    )


def _measured(one: ReportOutcome) -> list[OutturnDocument]:
    """The baseline and outturns with a value; where the newest is of a shorter period, those as long as it."""
    known = [entry for entry in (one["baseline"], *one["outturns"]) if entry["value"] is not None and entry["period"]]
    if one.get("trajectory") and known:
        known = [entry for entry in known if _length(entry) == _length(known[-1])]
    return list({entry["period"]: entry for entry in known}.values())


def _length(entry: OutturnDocument) -> int:
    try:
        return parse(entry["period"]).months
    except ValueError:
        return 0


def _value(entry: OutturnDocument) -> Decimal:
    return Decimal(entry["value"] or 0)


def _level(one: ReportOutcome) -> Decimal | None:
    start, aimed = one["baseline"]["value"], one.get("aimed")
    return None if start is None or aimed is None else Decimal(start) * (1 + Decimal(aimed) / 100)
