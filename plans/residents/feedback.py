"""What becomes of the words of residents: taken in, published or not, answered, and deleted on their day."""

import datetime as dt

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.dates import months_after
from plans.models import ChangeKind, EditConflict, Feedback, Partnership, PublishedFeedback, User, log_change
from plans.public.pages import store_priority_page

from .topics import Topic

KEPT_MONTHS = 12
KIND = "feedback"  # in the history, which has what the partnership wrote, never the words of a resident


def delete_on(topic: Topic, today: dt.date) -> dt.date:
    """The day on which what is sent today is deleted: twelve months after its consultation closes, else after today."""
    return months_after(max(today, topic.closes_on or today), KEPT_MONTHS)


def receive(
    partnership: Partnership, topic: Topic, *, form: str, text: str, name: str, email: str, now: dt.datetime
) -> Feedback | None:
    """Keep what a resident sent until somebody decides about it; None when the same form was sent before."""
    try:
        with transaction.atomic():
            return partnership.feedback.create(
                plan=partnership.plans.filter(slug=topic.plan).first(),
                topic=topic.key,
                about=topic.words[:400],
                priority=topic.priority,
                form=form,
                text=text,
                name=name,
                email=email,
                sent_at=now,
                delete_on=delete_on(topic, timezone.localdate(now)),
            )
    except IntegrityError:
        if Feedback.objects.filter(form=form).exists():
            return None
        raise


@transaction.atomic
def publish_feedback(feedback: Feedback, *, text: str, reply: str, by: User, now: dt.datetime) -> PublishedFeedback:
    """Publish words of a resident with the reply. Raises EditConflict."""
    decided = _decide(feedback, by, now)
    made = PublishedFeedback.objects.create(
        partnership_id=decided.partnership_id,
        plan_id=decided.plan_id,
        topic=decided.topic,
        about=decided.about,
        priority=decided.priority,
        feedback=decided,
        text=text,
        reply=reply,
        sent_on=timezone.localdate(decided.sent_at),
        published_at=now,
    )
    log_change(made.partnership, KIND, made, ChangeKind.ADDED, [("reply", "", reply)], by=by)
    _show(made)
    return made


@transaction.atomic
def refuse(feedback: Feedback, *, reasons: str, by: User, now: dt.datetime) -> Feedback:
    """Decide that something is not published, and why. Raises EditConflict."""
    return _decide(feedback, by, now, reasons)


@transaction.atomic
def change_published(published: PublishedFeedback, *, text: str, reply: str, by: User) -> None:
    """Other words for the public: the text or the reply."""
    stored = PublishedFeedback.objects.select_for_update(of=("self",)).get(pk=published.pk)
    changes = [("text", "", "")] if stored.text != text else []
    changes += [("reply", stored.reply, reply)] if stored.reply != reply else []
    stored.text, stored.reply = text, reply
    stored.save(update_fields=["text", "reply"])
    log_change(stored.partnership, KIND, stored, ChangeKind.CHANGED, changes, by=by)
    _show(stored)


@transaction.atomic
def take_back(published: PublishedFeedback, *, reasons: str, by: User) -> None:
    """Publish something no longer. What was sent stays until its day, with the reasons."""
    Feedback.objects.filter(pk=published.feedback_id).update(reasons=reasons)
    log_change(published.partnership, KIND, published, ChangeKind.REMOVED, [("", "", reasons)], by=by)
    published.delete()
    _show(published)


def delete_due(today: dt.date) -> int:
    """Delete what was sent and whose day has come; what was published of it stays. Gives back how many."""
    count, _by_model = Feedback.objects.filter(delete_on__lte=today).delete()
    return count


def _decide(feedback: Feedback, by: User, now: dt.datetime, reasons: str = "") -> Feedback:
    stored = Feedback.objects.select_for_update(of=("self",)).get(pk=feedback.pk)
    if stored.decided_at is not None:
        raise EditConflict(_("Someone has already decided about this."))
    stored.decided_at, stored.decided_by, stored.reasons = now, by, reasons
    stored.save(update_fields=["decided_at", "decided_by", "reasons"])
    return stored


def _show(changed: PublishedFeedback) -> None:
    """Tell all public pages of the partnership that something changed, and draw the page of the priority again."""
    changed.partnership.bump_public_revision()
    newest = changed.plan and changed.plan.versions.first()
    if newest and changed.priority:
        newest.plan.partnership = changed.partnership
        store_priority_page(newest, changed.priority)
