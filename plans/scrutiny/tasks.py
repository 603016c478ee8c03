"""What scrutiny says on the desk home: answers that are overdue or soon due, and a committee that has not met."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.dates import months_after
from csp_portal.operation.reading import Reader
from plans.access.permissions import Permission, where_may
from plans.access.tasks import PartnerTask, Task
from plans.models import Addressee, Change, Committee, Membership, Partnership, ScrutinyVersion, User

from .clocks import RESPONSE_DAYS, WARN_AFTER_MONTHS, AnswerState, counted, due_on, meeting_gap
from .tables import TABLES

SOON = dt.timedelta(days=7)


def answers(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """Answers to recommendations that are overdue, or due within a week."""
    owners = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    (waited_for,) = yield [unanswered(today).filter(recommendation__partnership__in=owners)]
    for addressee in waited_for:
        owner = owners[addressee.recommendation.partnership_id]
        yield Task(owner, _sentence(addressee, today), _page(owner, addressee), urgent=_due(addressee) < today)


def answers_of_partners(partnership: Partnership, today: dt.date) -> Iterator[PartnerTask]:
    """The same answers by the organisation that owes them. One query."""
    for addressee in unanswered(today).filter(recommendation__partnership=partnership):
        due, page = _due(addressee), _page(partnership, addressee)
        yield PartnerTask(addressee.organisation.name, _sentence(addressee, today), page, due, due < today)


def _due(addressee: Addressee) -> dt.date:
    return due_on(addressee.served_on)


def _page(owner: Partnership, addressee: Addressee) -> str:
    return reverse("desk-about-row", args=[owner.slug, "addressees", addressee.pk])


def _sentence(addressee: Addressee, today: dt.date) -> str:
    """Which recommendation is not answered, and since or until when that is due."""
    due = _due(addressee)
    words = _("overdue since %(day)s") if due < today else _("due on %(day)s")
    return _("%(organisation)s has not answered recommendation %(ref)s: %(clock)s.") % {
        "organisation": addressee.organisation.name,
        "ref": addressee.recommendation.ref,
        "clock": words % {"day": f"{due:%-d %B %Y}"},
    }


def registers(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """For members of a committee, who read what is published: answers that are overdue, and that they must meet."""
    drafts = where_may(memberships, Permission.READ_DESK)
    owners = {
        key: one for key, one in where_may(memberships, Permission.READ_MEMBERS_TEXT).items() if key not in drafts
    }
    newest = ScrutinyVersion.objects.order_by().values("partnership").annotate(newest=Max("pk")).values("newest")
    (versions,) = yield [ScrutinyVersion.objects.filter(pk__in=newest, partnership__in=owners).order_by("partnership")]
    for version in versions:
        owner, read = owners[version.partnership_id], version.for_members
        page = reverse("members-scrutiny", args=[owner.slug])
        late = counted(read["recommendations"], today).get(AnswerState.OVERDUE, 0)
        words = ngettext(
            "%(num)s answer to a recommendation is overdue.",
            "%(num)s answers to recommendations are overdue.",
            late,
        )
        yield Task(owner, words % {"num": late}, f"{page}#answers", late, urgent=True)
        gap = meeting_gap(read["committees"], today)
        if gap and gap.warns and gap.last and gap.meet_by:
            dates = {"last": f"{gap.last:%-d %B %Y}", "by": f"{gap.meet_by:%-d %B %Y}"}
            sentence = _("The committee last met on %(last)s and must meet within twelve months, by %(by)s.")
            yield Task(owner, sentence % dates, f"{page}#committees", urgent=gap.over)


def unpublished(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """For those who publish: a register that was changed on the desk since readers last got it."""
    owners = where_may(memberships, Permission.PUBLISH)
    published = (
        ScrutinyVersion.objects.filter(partnership__in=owners)
        .order_by()
        .values_list("partnership")
        .annotate(last=Max("published_at"))
    )
    changed = (
        Change.objects.filter(partnership__in=owners, row_kind__in=[kind.slug for kind in TABLES])
        .order_by("partnership__name")
        .values_list("partnership")
        .annotate(last=Max("at"))
    )
    versions, changes = yield [published, changed]
    published_on = dict(versions)
    for key, last in changes:
        if key not in published_on or last > published_on[key]:
            words = {"day": f"{timezone.localdate(last):%-d %B %Y}"}
            sentence = _("The scrutiny register was changed on %(day)s and has not been published since.") % words
            yield Task(owners[key], sentence, reverse("publish-scrutiny", args=[owners[key].slug]))


def unanswered(today: dt.date):
    """Addressees whose answer is overdue or due within a week, the oldest first."""
    return (
        Addressee.objects.filter(answered_on=None, served_on__lte=today + SOON - dt.timedelta(days=RESPONSE_DAYS))
        .exclude(progress__carried_out=True)
        .select_related("organisation", "recommendation__partnership")
        .order_by("served_on", "pk")
    )


def committees(user: User, memberships: list[Membership], today: dt.date) -> Reader:
    """A crime and disorder committee that has not met for eleven months."""
    owners = where_may(memberships, Permission.EDIT_PARTNERSHIP)
    held = Max("meetings__held_on", filter=Q(meetings__cancelled=False, meetings__held_on__lte=today))
    (rows,) = yield [Committee.objects.filter(partnership__in=owners, designated=True).annotate(last=held)]
    for committee in rows:
        if committee.last and today >= months_after(committee.last, WARN_AFTER_MONTHS):
            words = {
                "name": committee.name,
                "last": f"{committee.last:%-d %B %Y}",
                "by": f"{months_after(committee.last, 12):%-d %B %Y}",
            }
            owner = owners[committee.partnership_id]
            page = reverse("desk-about-row", args=[owner.slug, "committees", committee.pk])
            sentence = _("%(name)s last met on %(last)s and must meet within twelve months, by %(by)s.")
            yield Task(owner, sentence % words, page, urgent=True)
