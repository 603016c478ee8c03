"""The money of a report: the lines of the plan with what they add up to, and the spend of its grants. Pure."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from csp_portal.formats.numbers import pounds
from csp_portal.formats.periods import NotAPeriod, Period, parse
from performance.rules.reports.types import GrantSpendDocument, MoneyDocument
from plans.schemas.grants import money_of, quarter_after, quarter_name, quarter_of, quarters_between
from plans.schemas.plan import FundingDocument, GrantDocument, exact


def money(lines: Sequence[FundingDocument], of: Period | None = None) -> MoneyDocument:
    """What is left is only told where every line says both what it was given and what was spent. A line that names a
    period with no day in `of` is left out, and counted."""
    listed = [line for line in lines if _may_be_about(line, of)]
    allocated = [Decimal(line["allocated"]) for line in listed if line["allocated"] is not None]
    spent = [Decimal(line["spent"]) for line in listed if line["spent"] is not None]
    whole = bool(listed) and len(allocated) == len(spent) == len(listed)
    return {
        "lines": listed,
        "allocated": exact(sum(allocated)) if allocated else None,  # type: ignore[arg-type]
        "spent": exact(sum(spent)) if spent else None,  # type: ignore[arg-type]
        "underspent": exact(sum(allocated) - sum(spent)) if whole else None,  # type: ignore[arg-type]
        "without_amount": sum(line["allocated"] is None and line["spent"] is None for line in listed),
        "other_periods": len(lines) - len(listed),
    }


def _may_be_about(line: FundingDocument, of: Period | None) -> bool:
    """If a line names no period that can be read, or one that has a day in common with `of`."""
    if of is None:
        return True
    try:
        period = parse(line["period"])
    except NotAPeriod:
        return True
    return period.start <= of.end and of.start <= period.end


def grant_spend(grants: Sequence[GrantDocument], of: Period) -> list[GrantSpendDocument]:
    """What each project spent in a period of whole quarters; of any other period nothing is recorded, so none.

    A grant that was over before the period, or begins after it, is left out.
    """
    if of.start != quarter_of(of.start) or quarter_after(quarter_of(of.end)) != of.end + dt.timedelta(days=1):
        return []
    days = (of.start.isoformat(), of.end.isoformat())
    running = [
        grant
        for grant in grants
        if (grant["starts_on"] or days[1]) <= days[1] and (grant["ends_on"] or days[0]) >= days[0]
    ]
    return [line for grant in running for line in _spend_of(grant, of)]


def _spend_of(grant: GrantDocument, of: Period) -> list[GrantSpendDocument]:
    """A line for each project of a grant; one for the grant where it lists none."""
    head = {"funder": grant["funder"], "purpose": grant["purpose"]}
    if not grant["projects"]:
        return [{**head, "project": "", "amount": grant["amount"], "spent": None, "missing": []}]  # type: ignore
    first, last = grant["starts_on"], grant["ends_on"]
    start = max(of.start, dt.date.fromisoformat(first)) if first else of.start
    end = min(of.end, dt.date.fromisoformat(last)) if last else of.end
    quarters = quarters_between(start, end)
    lines: list[GrantSpendDocument] = []
    for project in grant["projects"]:
        spend = money_of(project, grant).spend
        missing = [one.isoformat() for one in quarters if one not in spend]
        spent = None if missing else exact(sum((spend[one] for one in quarters), Decimal(0)))
        lines.append(
            {**head, "project": project["name"], "amount": project["amount"], "spent": spent, "missing": missing}  # type: ignore
        )
    return lines


def grant_rows(lines: Sequence[GrantSpendDocument]) -> list[tuple[GrantSpendDocument, str]]:
    """Each line with what was spent in the period, or which quarters have no record."""
    return [(line, _spent_words(line)) for line in lines]


def _spent_words(line: GrantSpendDocument) -> str:
    if line["spent"] is not None:
        return pounds(Decimal(line["spent"]))
    if not line["missing"]:
        return _("not known: no project is listed")
    quarters = [quarter_name(dt.date.fromisoformat(one)) for one in line["missing"]]
    return _("not recorded for %(quarters)s") % {"quarters": ", ".join(quarters)}
