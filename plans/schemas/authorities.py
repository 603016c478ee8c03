"""Which bodies the law makes responsible for a partnership's strategies, and which of them its members name. Pure.

Crime and Disorder Act 1998, section 5(1), as it was in force in each part of the time of a plan. A body counts by the
kind of its organisation, so the names of its time count too: a primary care trust until 2013, a clinical commissioning
group until 2022, an integrated care board since. A member that is stated to be of another class does not count.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from django.utils.translation import gettext as _, gettext_lazy

from csp_portal.pages.languages import Words

from .plan import MemberDocument, PlanDocument

NOT_RESPONSIBLE = ("co-operating", "invitee")
COUNTY_GROUP = "county group"  # its members answer to the partnerships below it, which have the duty


class Authority(NamedTuple):
    """A body that is responsible, the kind of its organisation, the paragraph of section 5(1), and from which day to
    which; None: from the beginning, or still. `two_tier`: only where a district lies in a county."""

    kind: str
    name: Words
    paragraph: str
    since: dt.date | None = None
    until: dt.date | None = None
    nations: tuple[str, ...] = ("england", "wales")
    two_tier: bool = False

    def in_force(self, start: dt.date, end: dt.date) -> bool:
        """Whether it was responsible on a day of a time."""
        return (self.since or start) <= end and start <= (self.until or end)


# Days: Police Reform Act 2002, s. 97 (1 April 2003, for primary care trusts 30 April 2004: House of Commons, 16 June
# 2004, col. 981W); Policing and Crime Act 2009, s. 108 (1 April 2010); Police Reform and Social Responsibility Act 2011
# (22 November 2012); Health and Social Care Act 2012 (1 April 2013); Health and Care Act 2022 (1 July 2022).
AUTHORITIES = (
    Authority("council", gettext_lazy("council"), "(a)"),
    Authority("county council", gettext_lazy("county council"), "(a)", two_tier=True),
    Authority("police", gettext_lazy("police"), "(b)"),
    Authority("oversight", gettext_lazy("police authority"), "(c)", dt.date(2003, 4, 1), dt.date(2012, 11, 21)),
    Authority("fire", gettext_lazy("fire and rescue authority"), "(d)", dt.date(2003, 4, 1)),
    Authority(
        "health", gettext_lazy("primary care trust"), "(e)", dt.date(2004, 4, 30), dt.date(2013, 3, 31), ("england",)
    ),
    Authority(
        "health",
        gettext_lazy("clinical commissioning group"),
        "(e)",
        dt.date(2013, 4, 1),
        dt.date(2022, 6, 30),
        ("england",),
    ),
    Authority("health", gettext_lazy("integrated care board"), "(e)", dt.date(2022, 7, 1), None, ("england",)),
    Authority("health", gettext_lazy("local health board"), "(f)", dt.date(2003, 4, 1), None, ("wales",)),
    Authority("probation", gettext_lazy("probation services"), "(aa)", dt.date(2010, 4, 1)),
)


class Seat(NamedTuple):
    """A member of a partnership: its name, the kind of its organisation and its statutory class."""

    name: str
    kind: str
    statutory_class: str


class SeatState(StrEnum):
    """How a responsible authority stands among the members. `css` is the shape and colour beside the word."""

    NAMED = "named"
    MISSING = "not named"

    @property
    def label(self) -> str:
        return _("named") if self is SeatState.NAMED else _("not named")

    @property
    def css(self) -> str:
        return "on" if self is SeatState.NAMED else "wrong"


@dataclass(frozen=True)
class AuthorityLine:
    """One kind of responsible authority in a time: its bodies one after another, and the members of that kind."""

    bodies: list[Authority]
    members: list[str]

    @property
    def state(self) -> SeatState:
        return SeatState.NAMED if self.members else SeatState.MISSING

    @property
    def name(self) -> str:
        """The bodies in words: “primary care trust, then clinical commissioning group”."""
        return _(", then ").join(str(body.name) for body in self.bodies)

    @property
    def law(self) -> str:
        """The paragraph and, where it was not always in force, its days."""
        said = [_("section 5(1)%(paragraph)s") % {"paragraph": self.bodies[0].paragraph}]
        if since := self.bodies[0].since:
            said.append(_("from %(day)s") % {"day": f"{since:%-d %B %Y}"})
        if until := self.bodies[-1].until:
            said.append(_("to %(day)s") % {"day": f"{until:%-d %B %Y}"})
        return ", ".join(said)


def authority_lines(
    seats: list[Seat], start: dt.date, end: dt.date, jurisdiction: str, two_tier: bool
) -> list[AuthorityLine]:
    """Every kind of body that was responsible on a day of a time, in the order of the Act, with the members of it."""
    bodies: dict[str, list[Authority]] = {}
    for body in AUTHORITIES:
        if body.in_force(start, end) and jurisdiction in body.nations and (two_tier or not body.two_tier):
            bodies.setdefault(body.kind, []).append(body)
    counted = [seat for seat in seats if seat.statutory_class not in NOT_RESPONSIBLE]
    return [
        AuthorityLine(several, list(dict.fromkeys(seat.name for seat in counted if seat.kind == kind)))
        for kind, several in bodies.items()
    ]


def authorities_named(content: PlanDocument) -> list[AuthorityLine]:
    """The responsible authorities of the time of a plan; empty for a county group, and where the text does not say
    what kind of organisation a member is, as those stored before it was kept do not."""
    partnership, plan = content["partnership"], content["plan"]
    if partnership["kind"] == COUNTY_GROUP or any("organisation_kind" not in one for one in content["members"]):
        return []
    return authority_lines(
        [_seat(member) for member in content["members"]],
        dt.date.fromisoformat(plan["period_start"]),
        dt.date.fromisoformat(plan["period_end"]),
        partnership["jurisdiction"],
        partnership.get("two_tier", False),
    )


def _seat(member: MemberDocument) -> Seat:
    return Seat(member["organisation"], member.get("organisation_kind", ""), member["statutory_class"])


def missing(lines: list[AuthorityLine]) -> str:
    """The bodies that no member is, in words; empty where there are none."""
    return ", ".join(line.name for line in lines if line.state is SeatState.MISSING)
