"""What was published, in the order in which it was: feeds and emails are made from it. Each room contributes
where its news come from; all read what is published, never a working row."""

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from csp_portal.contributions import contributed
from plans.models import Partnership

NAMES = uuid.UUID("5d0d5a54-7f5e-5c0f-9f0e-3c1b8f3c6e55")  # never changed: the names of all news are made from it


@dataclass(frozen=True)
class News:
    """One thing that was published."""

    at: dt.datetime
    title: str
    address: str  # its page
    name: str  # never changes, and no other news of the partnership has it
    text: str = ""
    about: frozenset[str] = frozenset()  # keys of the priorities, areas and recommendations that it is about


Source = Callable[[Partnership], Iterable[News]]


def news_of(partnership: Partnership, about: str = "", since: dt.datetime | None = None) -> list[News]:
    """The news of a partnership, the newest first; with `about` those that say something of one thing alone."""
    found = [
        one
        for source in contributed("NEWS")
        for one in source(partnership)
        if (not about or about in one.about) and (since is None or one.at > since)
    ]
    return sorted(found, key=lambda one: (one.at, one.name), reverse=True)


def urn(partnership: str, name: str) -> str:
    """The permanent name of a piece of news, or of a feed, wherever the portal stands."""
    return uuid.uuid5(NAMES, f"{partnership}/{name}").urn


def priority_key(plan: str, ref: str) -> str:
    return f"priority {plan}/{ref}"


def area_key(code: str) -> str:
    return f"area {code}"


def recommendation_key(ref: str) -> str:
    return f"recommendation {ref}"
