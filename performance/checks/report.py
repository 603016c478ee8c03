"""Findings as plain values for programs, with keys that stay."""

from typing import TypedDict

from .finding import Finding
from .registry import BY_KEY


class PlaceReport(TypedDict):
    """`source` and `figure` lead to /<partnership>/sources/<source>/#<figure>; `plan`, `kind` and `ref` to a row."""

    words: str
    locator: str
    source: str
    figure: str
    plan: str
    kind: str
    ref: str


class FindingReport(TypedDict):
    """One finding. `key` is stable; `figures` is a checksum that changes when the figures do."""

    partnership: str
    key: str
    check: str
    severity: str
    sentence: str
    places: list[PlaceReport]
    printed: str
    computed: str
    rule: str
    arithmetic: str
    advice: str
    figures: str
    explained: bool


def report(partnership: str, finding: Finding, explained: bool) -> FindingReport:
    """A finding as plain values for JSON; `explained` if someone has already explained it."""
    return {
        "partnership": partnership,
        "key": finding.key,
        "check": finding.check,
        "severity": finding.severity.value,
        "sentence": finding.sentence,
        "places": [
            {
                "words": place.words,
                "locator": place.locator,
                "source": place.source,
                "figure": place.anchor,
                "plan": place.plan,
                "kind": place.kind,
                "ref": place.ref,
            }
            for place in finding.places
        ],
        "printed": finding.printed,
        "computed": finding.computed,
        "rule": str(BY_KEY[finding.check].rule),
        "arithmetic": finding.arithmetic,
        "advice": finding.advice,
        "figures": finding.figures,
        "explained": explained,
    }
