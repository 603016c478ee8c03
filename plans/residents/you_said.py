"""The register “You said, we did”: its document, its publication, and what its page shows."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _, ngettext

from plans.documents.document import partnership_document
from plans.documents.newest_versions import newest_versions
from plans.documents.versions import NotPublishable, publish_next
from plans.models import Partnership, PublishedFeedback, User, Visibility, YouSaidDecision, YouSaidVersion
from plans.models.rows import documents
from plans.schemas.plan import PlanDocument
from plans.schemas.you_said import YOU_SAID_SCHEMA, OfPlan, YouSaidDocument, YouSaidRegister


def register(partnership: Partnership) -> YouSaidRegister:
    """The register as it reads now. Raises NotPublishable when an entry names what no published plan has."""
    rows = partnership.you_said.select_related(
        "plan", "consultation__plan", "member_question__meeting__committee"
    ).prefetch_related("feedback")
    entries = documents(rows, Visibility.PUBLIC)
    published = {version.content["plan"]["slug"]: version.content for version in newest_versions(partnership)}
    scrutiny = partnership.scrutiny_versions.defer("for_members").first()
    questions = scrutiny.content["questions"] if scrutiny else []
    asked = [{key: one[key] for key in ("committee", "meeting", "question")} for one in questions]
    for entry in entries:
        if entry["member_question"] and entry["member_question"] not in asked:
            words = {"said": entry["said"][:60]}
            raise NotPublishable(_("“%(said)s” refers to a question that is not in the published register.") % words)
        for named in (entry["consultation"], entry["about"]):
            if named:
                _check(entry, named, published)
    return {"schema": YOU_SAID_SCHEMA, "partnership": partnership_document(partnership), "entries": entries}


def _check(entry: YouSaidDocument, named: OfPlan, published: dict[str, PlanDocument]) -> None:
    """Take the title of a plan from its published text, in which everything that is named must stand."""
    words = {"said": entry["said"][:60], "name": "", "plan": named["slug"]}
    if named["slug"] not in published:
        raise NotPublishable(_("“%(said)s” refers to the plan %(plan)s, which is not published.") % words)
    content = published[named["slug"]]
    named["title"] = content["plan"]["title"]
    known = {
        "consultation": [one["title"] for one in content["consultations"]],
        "priority": [one["ref"] for one in content["priorities"]],
        "action": [action["ref"] for one in content["priorities"] for action in one["actions"]],
    }
    for kind, text in (("consultation", _("consultation")), ("priority", _("priority")), ("action", _("action"))):
        if named[kind] and named[kind] not in known[kind]:
            words |= {"kind": text, "name": named[kind]}
            raise NotPublishable(
                _("“%(said)s” refers to the %(kind)s “%(name)s”, which the published plan %(plan)s does not have.")
                % words
            )
    if named["action"] and not named["priority"]:
        named["priority"] = next(
            one["ref"] for one in content["priorities"] if named["action"] in [a["ref"] for a in one["actions"]]
        )


@transaction.atomic
def publish_you_said(
    partnership: Partnership, *, note: str = "", by: User | None = None, at: dt.datetime | None = None
) -> YouSaidVersion:
    """Publish the register as it reads now; `note` says what changed since the last. Raises NotPublishable."""
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    return publish_next(
        partnership.you_said_versions,
        lambda: (register(partnership), None),
        partnership=partnership,
        note=note,
        by=by,
        at=at,
    )


@dataclass(frozen=True)
class YouSaidEntry:
    """An entry as it is read: with the words of residents that are still published."""

    said: YouSaidDocument
    decided: str
    css: str
    voices: list[PublishedFeedback]


SHAPES = {YouSaidDecision.DID: "on", YouSaidDecision.WILL: "ahead", YouSaidDecision.DID_NOT: "none"}


def reading(content: YouSaidRegister) -> list[YouSaidEntry]:
    """The entries of a register. Costs one query, however many there are."""
    keys = {key for entry in content["entries"] for key in entry["feedback"]}
    voices = PublishedFeedback.objects.in_bulk(keys) if keys else {}
    return [
        YouSaidEntry(
            said=entry,
            decided=YouSaidDecision(entry["decided"]).label,
            css=SHAPES[YouSaidDecision(entry["decided"])],
            voices=[voices[key] for key in entry["feedback"] if key in voices],
        )
        for entry in content["entries"]
    ]


def answer(name: str, entries: list[YouSaidEntry]) -> str:
    """How much was done of what people said, in a sentence."""
    if not entries:
        return _("%(name)s has not yet published what happened as a result of what people said.") % {"name": name}
    counts = Counter(entry.decided for entry in entries)
    told = {
        YouSaidDecision.DID: _("we acted on %(num)s"),
        YouSaidDecision.WILL: _("we will act on %(num)s"),
        YouSaidDecision.DID_NOT: _("we did not act on %(num)s"),
    }
    parts = [words % {"num": counts[kind.label]} for kind, words in told.items() if counts[kind.label]]
    words = ngettext("People said %(num)s thing: %(parts)s.", "People said %(num)s things: %(parts)s.", len(entries))
    return words % {"num": len(entries), "parts": "; ".join(parts)}
