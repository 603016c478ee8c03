"""What a check finds: where, what is printed, what comes out when it is worked out, and what to do about it."""

import hashlib
import json
from dataclasses import dataclass
from enum import StrEnum

from django.utils.text import slugify

from performance.figures.series import PublishedFigure

from .facts.types import StatementFact

LONGEST_KEY = 200


class Severity(StrEnum):
    """An error is wrong by the figures themselves. A warning asks whether it is meant so."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class FindingPlace:
    """Where it is: in a source, at a figure or table (`anchor`), or in a row of the desk (`kind`, `ref`, key `row`)."""

    locator: str
    source: str = ""
    title: str = ""
    anchor: str = ""
    plan: str = ""
    kind: str = ""
    ref: str = ""
    row: int = 0

    @property
    def words(self) -> str:
        return ", ".join(part for part in (self.title, self.locator) if part)


def at(figure: PublishedFigure) -> FindingPlace:
    """The place of a figure."""
    return FindingPlace(figure.locator, figure.source.slug, figure.source.title, figure.anchor)


def where(said: StatementFact) -> FindingPlace:
    """The place of what a source says in words."""
    return FindingPlace(said.locator, said.source.slug, said.source.title)


def fact(figure: PublishedFigure) -> tuple[str, ...]:
    """What a figure is about, without its value and its place in a file, which change."""
    table = figure.table.slug if figure.table else ""
    period = str(figure.period or figure.period_as_printed)
    return (figure.source.slug, table, figure.indicator.slug, figure.area.code, figure.kind, period)


@dataclass(frozen=True)
class Finding:
    """One thing that does not agree. `subject` names what it is about by facts that stay when figures change."""

    check: str
    subject: tuple[str, ...]
    severity: Severity
    sentence: str
    places: tuple[FindingPlace, ...]
    printed: str
    computed: str
    arithmetic: str
    advice: str

    @property
    def key(self) -> str:
        """A stable name: the check and its subject, as it stands in addresses."""
        words = ".".join(
            [self.check, *(slugify(part.replace("/", "-").replace("–", "-")) for part in self.subject if part)]
        )
        if len(words) <= LONGEST_KEY:
            return words
        return f"{words[: LONGEST_KEY - 13]}-{hashlib.sha256(words.encode()).hexdigest()[:12]}"

    @property
    def figures(self) -> str:
        """A checksum of what is printed and what comes out: another one means other figures."""
        return hashlib.sha256(json.dumps([self.printed, self.computed]).encode()).hexdigest()
