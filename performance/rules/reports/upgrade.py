"""Older reports in today's shape. Schema 1 knew sections, outcomes and tables alone, schema 2 no targets as planned,
schema 3 no quarters, schema
4 no movement of actions and no spend of grants."""

from typing import Any, cast

from performance.rules.targets.status import Status

from .exceptions import exceptions
from .types import REPORT_SCHEMA, MoneyDocument, RateDocument, ReportDocument

NO_MONEY: MoneyDocument = {
    "lines": [],
    "allocated": None,
    "spent": None,
    "underspent": None,
    "without_amount": 0,
    "other_periods": 0,
}
NO_RATE: RateDocument = {"shown": "", "year": None}
EMPTY = (
    *(
        "targets",
        "lines",
        "figures",
        "quarter",
        "actions",
        "steps",
        "grants",
        "decisions",
        "questions",
        "meetings",
        "alignments",
        "consultations",
    ),
    "sources",
)


# What statuses were called before schema 3.
RENAMED = {
    "behind target": "off target",
    "well behind target": "well off target",
    "moving the wrong way": "worse than the baseline",
}


def upgraded(content: dict[str, Any]) -> ReportDocument:
    """A stored report as readers of today's shape expect it. What an older one did not know is empty."""
    if content["schema"] >= REPORT_SCHEMA:
        return cast(ReportDocument, content)
    content = _with_money_and_movement(content)
    if content["schema"] >= 3:
        return cast(ReportDocument, {"quarter": [], "grants": [], **content})
    unknown = {
        "unit": "",
        "of_period": True,
        "measured": "target",
        "trend": "",
        "trend_word": "",
        "forecast": "",
        "comparators": [],
    }
    outcomes = [
        {**unknown, "rate": NO_RATE, "rate_before": NO_RATE, "key": f"target {one['name']}", **_renamed(one)}
        for one in content["outcomes"]
    ]
    rest = {"has_plan_of_action": False, "money": NO_MONEY, "since": None, "ahead_until": ""}
    report = cast(ReportDocument, {**{key: [] for key in EMPTY}, **rest, **content, "outcomes": outcomes})
    report["exceptions"] = exceptions(report)
    return report


def _with_money_and_movement(content: dict[str, Any]) -> dict[str, Any]:
    """A report before schema 5, in which all lines of money were listed and nobody looked how actions moved."""
    since, money = content.get("since"), content.get("money", NO_MONEY)
    return {**content, "since": since and {**since, "actions": None}, "money": {"other_periods": 0, **money}}


def _renamed(outcome: dict[str, Any]) -> dict[str, Any]:
    """An outcome with the words of today, and the shape and colour that go with them."""
    under = {rule: RENAMED.get(status, status) for rule, status in outcome["under"].items()}
    return {**outcome, **_status(outcome["status"]), "under": under}


def _status(word: str) -> dict[str, str]:
    status = Status(RENAMED.get(word, word))
    return {"status": status.value, "status_css": status.css}
