"""National helplines, shown wherever a page is about what they help with, and the pages to leave quickly.

A page names a topic when its priority or indicator is marked with it, when a heading, caption or row of the page names
it, or when its text names it three times. The words are looked for on the drawn page, so that no page is missed. Only
a page whose own priority or indicator an officer marked is chiefly about it.
"""

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from typing import Any, NotRequired

import yaml
from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from typing_extensions import TypedDict

HELP_TOPICS = _("Its pages then show helplines and, about abuse, a button to leave quickly")
FILE = "fixtures/reference/help/helplines.yaml"
REPLACED = "fixtures/reference/help/replaced.yaml"


class HelpTopic(TextChoices):
    DOMESTIC_ABUSE = "domestic abuse", _("Domestic abuse")
    SEXUAL_VIOLENCE = "sexual violence", _("Rape and other sexual violence")
    HATE_CRIME = "hate crime", _("Hate crime")
    VICTIMS = "victims of crime", _("Victims and witnesses of crime")


ABUSE = {HelpTopic.DOMESTIC_ABUSE.value, HelpTopic.SEXUAL_VIOLENCE.value}  # whose readers may be watched at home

OFTEN = 3  # a text that names a topic so often is about it
NAMED = {
    HelpTopic.DOMESTIC_ABUSE: re.compile(
        r"\bdomestic[\s-]+(?:abuse|violence|homicide)|\bcoercive\b|\bhonour[\s-]based\b|\bforced marriage"
        r"|\bfemale genital mutilation|\b(?:DV|IDVAs?|MARACs?)\b",
        re.IGNORECASE,
    ),
    HelpTopic.SEXUAL_VIOLENCE: re.compile(
        r"\bsexual[\s-]+(?:violence|abuse|assault|offence|offending|exploitation|crime)"
        r"|\bsexually[\s-]+(?:abuse|assault|exploit|violent)|\brap(?:e|ed|es|ist|ists)\b|\bSARCs?\b",
        re.IGNORECASE,
    ),
}
_HEADING = re.compile(r"<(h[1-6]|caption|th)\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
# Where nothing may be added: tags, pictures, lists to choose from, and what a reader typed.
_TAGS_AND_QUIET = re.compile(
    r"(<(?:svg|select|textarea|script|title)\b.*?</(?:svg|select|textarea|script|title)>|<[^>]*>)", re.DOTALL
)


class Helpline(TypedDict):
    name: str
    who: str
    telephone: NotRequired[str]
    checked_against: str
    checked_on: dt.date
    web: str
    topics: list[str]
    nation: NotRequired[str]


class Helplines(TypedDict):
    review_by: dt.date
    helplines: list[Helpline]


@cache
def known() -> Helplines:
    """The file of helplines, read once in the life of a process."""
    return yaml.safe_load((settings.BASE_DIR / FILE).read_text(encoding="utf-8"))


def helplines(topics: Iterable[str], jurisdiction: str) -> list[Helpline]:
    """Those that help with one of these topics in England, in Wales or, for "", in both, in the order of the file."""
    asked = set(topics)
    return [
        line
        for line in known()["helplines"]
        if asked & set(line["topics"]) and jurisdiction in ("", line.get("nation", jurisdiction))
    ]


def topics_on(page: str) -> list[str]:
    """The topics that a drawn page is about by its own words."""
    text = _TAG.sub(" ", page)
    found = {topic: sum(1 for _match in pattern.finditer(text)) for topic, pattern in NAMED.items()}
    if not any(found.values()):
        return []
    headings = " | ".join(_TAG.sub(" ", match[2]) for match in _HEADING.finditer(page))
    return [topic.value for topic, count in found.items() if count >= OFTEN or NAMED[topic].search(headings)]


def lines_for(page: str, marked: Iterable[str], jurisdiction: str) -> list[Helpline]:
    """The helplines for what a page is marked with or names, of the nation or, if that is unknown, of all."""
    return helplines({*marked, *topics_on(page)}, jurisdiction)


class Replacement(TypedDict):
    """A number, address or body that old plans print, and what took its place: since when, by which source."""

    printed: list[str]
    now: str
    since: str
    source: str


@cache
def replaced() -> dict[str, Replacement]:
    """Each printed number, address or body of the file with what took its place. Read once in the life of a process."""
    rows: list[Replacement] = yaml.safe_load((settings.BASE_DIR / REPLACED).read_text(encoding="utf-8"))
    return {printed: row for row in rows for printed in row["printed"]}


@cache
def _any_replaced() -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(printed)}(?!\w)" for printed in replaced()))


_NOTE_IN_LINK = re.compile(r'(<a\b[^>]*>[^<]*)( <span class="app-now">[^<]*</span>)([^<]*</a>)')


def with_current(page: str) -> str:
    """A drawn page in which the first mention of what was replaced carries what took its place, in brackets: after a
    link, where the mention is in one."""
    mentioned = [printed for printed in replaced() if printed in page]
    if not mentioned:
        return page
    pattern, said = _any_replaced(), set[str]()

    def beside(match: re.Match[str]) -> str:
        row = replaced()[match[0]]
        if row["now"] in said:
            return match[0]
        said.add(row["now"])
        words = _("since %(since)s: %(now)s; %(source)s") if row["since"] else _("now: %(now)s; %(source)s")
        return f'{match[0]} <span class="app-now">[{words % row}]</span>'

    parts = _TAGS_AND_QUIET.split(page)
    for number in range(0, len(parts), 2):
        if any(printed in parts[number] for printed in mentioned):
            parts[number] = pattern.sub(beside, parts[number])
    marked = "".join(parts)
    return _NOTE_IN_LINK.sub(r"\1\3\2", marked)


def topics_of(parts: Iterable[Any]) -> list[str]:
    """The topics that priorities of a document are marked with, each once. Older documents have none."""
    return list(dict.fromkeys(topic for part in parts for topic in part.get("help_topics", [])))
