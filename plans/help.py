"""Whom to turn to: national helplines, shown wherever a page is marked as being about what they help with."""

import datetime as dt
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NotRequired

import yaml
from django.conf import settings
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.translation import gettext as _
from typing_extensions import TypedDict

from .models import Membership, User
from .permissions import Permission, where_may
from .waiting import Waiting

HELP_TOPICS = "Its pages then show helplines, and a button to leave quickly"
FILE = "fixtures/reference/help/helplines.yaml"


class HelpTopic(TextChoices):
    DOMESTIC_ABUSE = "domestic abuse", "Domestic abuse"
    SEXUAL_VIOLENCE = "sexual violence", "Rape and other sexual violence"


class Helpline(TypedDict):
    name: str
    who: str
    telephone: str
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
    """Those that help with one of these topics in England or in Wales, in the order of the file."""
    asked = set(topics)
    return [
        line
        for line in known()["helplines"]
        if asked & set(line["topics"]) and line.get("nation", jurisdiction) == jurisdiction
    ]


def overdue(user: User, memberships: list[Membership], today: dt.date) -> Iterator[Waiting]:
    """A line for administrators once the helplines should have been looked up again."""
    due = known()["review_by"]
    for partnership in where_may(memberships, Permission.MANAGE_PEOPLE).values() if due < today else ():
        words = _("The helplines on pages about abuse were to be checked by %(day)s. Check each, and renew the file.")
        yield Waiting(partnership, words % {"day": f"{due:%-d %B %Y}"}, reverse("help"), urgent=True)


def topics_of(parts: Iterable) -> list[str]:
    """The topics that priorities of a document are marked with, each once. Older documents have none."""
    return list(dict.fromkeys(topic for part in parts for topic in part.get("help_topics", [])))
