"""What is left of the money of grants and their projects, from the amounts and the spend by quarter. Pure."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from csp_portal.formats.numbers import pounds

from .plan import GrantDocument, ProjectDocument


def quarter_of(day: dt.date) -> dt.date:
    """The first day of the quarter that a day lies in: of January, April, July or October."""
    return dt.date(day.year, day.month - (day.month - 1) % 3, 1)


def quarter_after(first: dt.date) -> dt.date:
    """The first day of the next quarter."""
    return dt.date(first.year + (first.month > 9), (first.month + 2) % 12 + 1, 1)


def quarters_between(start: dt.date, end: dt.date) -> list[dt.date]:
    """The first days of the quarters that a period touches."""
    found = [quarter_of(start)]
    while (following := quarter_after(found[-1])) <= end:
        found.append(following)
    return found


def quarter_name(first: dt.date) -> str:
    """A quarter in words: April to June 2026."""
    last = quarter_after(first) - dt.timedelta(days=1)
    return _("%(first)s to %(last)s") % {"first": date_format(first, "F"), "last": date_format(last, "F Y")}


@dataclass(frozen=True)
class ProjectMoney:
    """The money (pounds) of one project: its amount, the quarters of its grant, and the spend of those recorded."""

    amount: Decimal | None
    quarters: list[dt.date]
    spend: dict[dt.date, Decimal]

    @property
    def spent(self) -> Decimal | None:
        """The sum of the recorded quarters; None without any."""
        return sum(self.spend.values(), Decimal(0)) if self.spend else None

    @property
    def gaps(self) -> list[dt.date]:
        """The quarters before the last recorded one that have no spend."""
        last = max(self.spend, default=None)
        return [one for one in self.quarters if last and one < last and one not in self.spend]

    @property
    def left(self) -> Decimal | None:
        """Amount − spend; None while something of it is missing, for what is missing is not zero."""
        if self.amount is None or self.spent is None or self.gaps or not self.quarters:
            return None
        return self.amount - self.spent

    @property
    def is_over(self) -> bool:
        """Whether every quarter of the grant has its spend, so that what is left stays unspent."""
        return bool(self.quarters) and all(one in self.spend for one in self.quarters)

    @property
    def sentence(self) -> str:
        """What is left, or why it is not known."""
        if self.amount is None:
            return _("Not known: no amount is given.")
        if not self.spend:
            return _("Not known: no spend is recorded.")
        if not self.quarters:
            return _("Not known: the grant has no start and end.")
        if self.left is None:
            return _("Not known: no spend is recorded for %(quarters)s.") % {
                "quarters": ", ".join(map(quarter_name, self.gaps))
            }
        money = {"money": pounds(abs(self.left)), "quarter": quarter_name(max(self.spend))}
        if self.left < 0:
            return _("Overspend: %(money)s") % money
        if self.is_over:
            return _("Underspend: %(money)s") % money
        return _("Still to pay after %(quarter)s: %(money)s") % money


def money_of(project: ProjectDocument, grant: GrantDocument) -> ProjectMoney:
    """The money of a project of a grant, as a document states it."""
    start, end = grant["starts_on"], grant["ends_on"]
    return ProjectMoney(
        Decimal(project["amount"]) if project["amount"] is not None else None,
        quarters_between(dt.date.fromisoformat(start), dt.date.fromisoformat(end)) if start and end else [],
        {dt.date.fromisoformat(one["quarter"]): Decimal(one["spent"]) for one in project["spend"]},
    )


def grant_lines(grants: list[GrantDocument]) -> list[dict[str, Any]]:
    """Each grant with its projects, what is left of each, and the sums. A sum is None where a part of it is missing."""
    return [_grant_line(grant) for grant in grants]


def _grant_line(grant: GrantDocument) -> dict[str, Any]:
    """One grant for the page, its money in pounds."""
    moneys = [money_of(project, grant) for project in grant["projects"]]
    given, amount = _sum([money.amount for money in moneys]), grant["amount"]
    return {
        "grant": grant,
        "projects": [
            {
                "project": project,
                "money": money,
                "quarters": [(quarter_name(first), spent) for first, spent in sorted(money.spend.items())],
            }
            for project, money in zip(grant["projects"], moneys, strict=True)
        ],
        "given": given,
        "spent": _sum([money.spent for money in moneys]),
        "left": _sum([money.left for money in moneys]),
        "not_given": None if given is None or amount is None else Decimal(amount) - given,
    }


def _sum(amounts: list[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(amounts) else None
