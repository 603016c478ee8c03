"""What residents can comment on: the partnership, and what its published plans hold."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from csp_portal.formats.slugs import slug_of
from plans.models import PlanVersion, VersionKind
from plans.public.reading import is_over
from plans.schemas.plan import ConsultationDocument, PlanDocument


@dataclass(frozen=True)
class Topic:
    """What a resident can comment on."""

    key: str  # in addresses and rows
    words: str  # on pages
    plan: str = ""  # the slug of its plan; empty for the partnership as a whole
    priority: str = ""  # the reference of the priority that it is about, if any
    closes_on: dt.date | None = None  # the last day of an open consultation
    is_consultation: bool = False


WHOLE = ""  # the key of the partnership as a whole


def topics(partnership: str, versions: list[PlanVersion], today: dt.date) -> list[Topic]:
    """Everything to say something about, from the newest version of each plan; the partnership, by its name, first."""
    found = [Topic(WHOLE, _("%(name)s in general") % {"name": partnership})]
    for version in versions:
        content: PlanDocument = version.content
        slug, title = content["plan"]["slug"], f"{content['plan']['title']}, {content['plan']['period']}"
        found += [topic for topic, _one in consultations(version, today)]
        found.append(Topic(slug, title, slug))
        for priority in content["priorities"]:
            ref = priority["ref"]
            found.append(Topic(f"{slug}/priorities/{ref}", _("Priority %(ref)s: %(title)s") % priority, slug, ref))
            found += [
                Topic(f"{slug}/actions/{action['ref']}", _("Action %(ref)s: %(title)s") % action, slug, ref)
                for action in priority["actions"]
            ]
    return found


def consultations(version: PlanVersion, today: dt.date) -> list[tuple[Topic, ConsultationDocument | None]]:
    """The consultations of a published text that are open on a day, each with what the plan says of it.

    One is open from its first to its last day. A draft that was published for consultation is open until its last
    consultation has closed or a newer text is published; when it dates none, the draft itself is what is asked about,
    until its period ends. Nothing is open about a plan whose period has ended.
    """
    content: PlanDocument = version.content
    slug = content["plan"]["slug"]
    dated = [one for one in content["consultations"] if one["closes_on"]]
    found: list[tuple[Topic, ConsultationDocument | None]] = [
        (
            Topic(
                f"{slug}/consultations/{slug_of(one['title'], 'consultation')}",
                _("Consultation: %(title)s") % {"title": one["title"]},
                slug,
                closes_on=dt.date.fromisoformat(one["closes_on"] or ""),
                is_consultation=True,
            ),
            one,
        )
        for one in dated
        if (one["opens_on"] or "") <= today.isoformat() <= (one["closes_on"] or "")
    ]
    if version.kind == VersionKind.CONSULTATION and not dated and not is_over(content, today):
        words = _("Consultation draft: %(title)s") % {"title": content["plan"]["title"]}
        found.append((Topic(f"{slug}/draft", words, slug, is_consultation=True), None))
    return found
