"""Emails that say what was published since the last one."""

import datetime as dt
from collections.abc import Iterator
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.emails import send_email
from plans.models import Rhythm, Subscription

from .news import News, news_of
from .subscriptions import stop_page

MOST = 30  # pieces of news in an email; the page has the rest
DAYS = {Rhythm.DAILY: 1, Rhythm.WEEKLY: 7}


def is_due(row: Subscription, today: dt.date) -> bool:
    """Whether the day of the next email has come."""
    return today >= timezone.localdate(row.told_until) + dt.timedelta(days=DAYS[Rhythm(row.rhythm)])


def send_digests(now: dt.datetime) -> Iterator[tuple[bool, str]]:
    """Email everybody whose day has come and for whom there is news; for each email whether it was sent, and a
    sentence without the address. The same moment twice sends once; an email that was not sent is due again."""
    rows = Subscription.objects.filter(confirmed_at__isnull=False).exclude(user__is_active=False)
    rows = rows.select_related("partnership", "user").order_by("partnership", "pk")
    for partnership, group in groupby(rows, key=lambda row: row.partnership):
        due = [row for row in group if row.address and is_due(row, timezone.localdate(now))]
        published = news_of(partnership) if due else []
        for row in due:
            news = [
                one for one in published if row.told_until < one.at <= now and (not row.about or row.about in one.about)
            ]
            if news:
                yield from _send(row, news, now)


def _send(row: Subscription, news: list[News], now: dt.datetime) -> Iterator[tuple[bool, str]]:
    """Claim the row, so that no other run emails it, and send; a row whose email fails is given back."""
    claimed = Subscription.objects.filter(pk=row.pk, told_until=row.told_until).update(told_until=now)
    if not claimed:
        return
    words = {"words": row.words, "name": row.partnership.name, "count": len(news)}
    stop = stop_page(row)
    portal = row.portal.rstrip("/")
    told = [(one, timezone.localtime(one.at), portal + one.address) for one in news[:MOST]]
    context = {"row": row, "told": told, "more": len(news) - len(told), "stop": stop, "portal": portal}
    headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    if send_email(row.address, _("New: %(words)s") % words, "news/digest_email.txt", context, headers):
        yield True, _("Emailed %(count)s: %(words)s, %(name)s.") % words
    else:
        Subscription.objects.filter(pk=row.pk).update(told_until=row.told_until)
        yield False, _("An email could not be sent and will be tried again: %(words)s, %(name)s.") % words
