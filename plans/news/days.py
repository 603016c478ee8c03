"""The days of a partnership: meetings of the published scrutiny register, dates in published plans, consultations."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from csp_portal.formats.ical import Event
from plans.documents.newest_versions import newest_versions
from plans.models import Partnership, PlanVersion, ScrutinyVersion

from .news import urn

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
DAY = re.compile(r"(?:on )?(?:\w+day,? )?(\d{1,2})(?:st|nd|rd|th)? (\w+),? (\d{4})", re.I)


@dataclass(frozen=True)
class Day:
    """Something on a day, with the page on which it stands and the publication that says it."""

    on: dt.date
    title: str
    page: str
    name: str
    version: PlanVersion | ScrutinyVersion
    place: str = ""
    text: str = ""
    papers: str = ""
    cancelled: bool = False


def exact_day(words: str) -> dt.date | None:
    """The day that words name, when they name one day and nothing else: 13 November 2008.

    >>> exact_day("13 November 2008"), exact_day("March 2016")
    (datetime.date(2008, 11, 13), None)
    """
    found = DAY.fullmatch(words.strip())
    if not found or found[2].lower() not in MONTHS:
        return None
    try:
        return dt.date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
    except ValueError:
        return None


def days_of(partnership: Partnership) -> list[Day]:
    """All days that are published, the earliest first. Costs two queries."""
    return sorted([*_meetings(partnership), *_in_plans(partnership)], key=lambda day: (day.on, day.title))


def _meetings(partnership: Partnership) -> Iterator[Day]:
    """The meetings of the newest published register, cancelled ones too, so that a calendar program takes them out."""
    version = partnership.scrutiny_versions.defer("for_members").first()
    for committee in version.content["committees"] if version else []:
        for meeting in committee["meetings"]:
            decided = meeting["decided"] and _("Decided: %(what)s") % {"what": meeting["decided"]}
            yield Day(
                on=dt.date.fromisoformat(meeting["held_on"]),
                title=_("Meeting of the %(name)s") % {"name": committee["name"]},
                page=reverse("scrutiny", args=[partnership.slug]),
                name=f"meeting {committee['name']} {meeting['held_on']}",
                version=version,
                place=meeting["place"],
                text="\n".join(filter(None, (meeting["about"], decided))),
                papers=meeting["papers"],
                cancelled=meeting["cancelled"],
            )


def _in_plans(partnership: Partnership) -> Iterator[Day]:
    """The exact days of each plan's calendar, and the first and last days of its consultations."""
    for version in newest_versions(partnership):
        slug = version.content["plan"]["slug"]
        page = reverse("plan", args=[partnership.slug, slug])
        for item in version.content["calendar"]:
            if day := exact_day(item["when"]):
                name = f"calendar {slug} {day} {item['task']}"
                yield Day(day, item["task"], f"{page}#calendar", name, version, text=item["body"])
        for one in version.content["consultations"]:
            for key, words in (
                ("opens_on", _("The consultation “%(title)s” opens")),
                ("closes_on", _("Last day of the consultation “%(title)s”")),
            ):
                if one[key]:
                    yield Day(
                        on=dt.date.fromisoformat(one[key]),
                        title=words % {"title": one["title"]},
                        page=reverse("have-your-say", args=[partnership.slug]),
                        name=f"consultation {slug} {one['title']} {key}",
                        version=version,
                    )


def as_event(day: Day, partnership: str, portal: str) -> Event:
    """The day as a calendar program takes it; `portal` is where the portal stands, e.g. https://portal.example."""
    return Event(
        name=urn(partnership, day.name),
        day=day.on,
        title=day.title,
        stamp=day.version.published_at,
        sequence=day.version.number,
        place=day.place,
        text=day.text,
        address=portal + day.page,
        cancelled=day.cancelled,
    )
