"""K10: how often a group meets is said once, or always in the same way."""

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _, ngettext

from performance.checks.facts.types import Facts
from performance.checks.finding import Finding, FindingPlace, Severity, where

_WORDS = (
    (r"fortnightly|every two weeks|every fortnight", Decimal("0.5")),
    (r"bi-?monthly|every (?:other|second) month", Decimal(2)),
    (r"quarterly|every quarter", Decimal(3)),
    (r"half-yearly|twice a year|six-monthly", Decimal(6)),
    (r"monthly|every month|once a month", Decimal(1)),
    (r"annual|annually|yearly|every year|once a year", Decimal(12)),
    (r"weekly|every week", Decimal("0.25")),
)
_NUMBERS = {"two": 2, "three": 3, "four": 4, "six": 6}


def every_months(words: str) -> Decimal | None:
    """How many months lie between two meetings; None where the words do not say."""
    text = words.casefold()
    if found := re.search(r"every (\d+|two|three|four|six) months", text):
        return Decimal(_NUMBERS.get(found[1], 0) or int(found[1]))
    return next((months for pattern, months in _WORDS if re.search(rf"\b(?:{pattern})\b", text)), None)


def check(facts: Facts) -> Iterator[Finding]:
    """Groups of a plan whose meetings are said to be different numbers of months apart."""
    said: dict[tuple[str, str], list[tuple[str, FindingPlace]]] = defaultdict(list)
    for plan in facts.plans:
        for group in plan.groups:
            place = FindingPlace(group.locator, title=plan.title, plan=plan.slug, kind="groups", ref=group.name)
            said[plan.slug, group.name.casefold()].append((group.frequency, place))
    names = {group.name.casefold(): group.name for plan in facts.plans for group in plan.groups}
    for one in facts.said("meets"):
        said[one.plan, one.subject.casefold()].append((one.as_printed, where(one)))
        names.setdefault(one.subject.casefold(), one.subject)
    for (plan_slug, key), group_said in said.items():
        known = [(months, words, place) for words, place in group_said if (months := every_months(words)) is not None]
        if len({months for months, _words, _place in known}) > 1:
            yield Finding(
                "K10",
                (plan_slug, names[key]),
                Severity.WARNING,
                _("How often this group meets is stated in different ways: %(group)s.") % {"group": names[key]},
                tuple(place for _months, _words, place in known),
                "; ".join(f"“{words}”" for _months, words, _place in known),
                "; ".join(
                    ngettext("every month", "every %(num)s months", 1 if months == 1 else 2) % {"num": months}
                    for months, _words, _place in known
                ),
                _("The same group cannot meet at two different intervals."),
                _("Say once how often the group meets."),
            )
