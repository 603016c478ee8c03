"""Reminds leads who have not answered and tells officers of those who are late. Run it once a day."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from csp_portal.emails import report
from priorities.updates.reminders import remind_leads


class Command(BaseCommand):
    help = (
        "Send the emails that are due. Running it twice on the same day sends nothing twice. Exit code 1 "
        "when one was not sent."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--today", help="the date to act for, e.g. 2026-04-01 (default: today)")

    def handle(self, *, today: str | None = None, **options: Any) -> None:
        report(self, remind_leads(_moment(today)))


def _moment(today: str | None) -> dt.datetime:
    now = timezone.localtime()
    if today is None:
        return now
    try:
        return now.replace(**{name: getattr(dt.date.fromisoformat(today), name) for name in ("year", "month", "day")})
    except ValueError:
        raise CommandError(f"“{today}” is not a date; write it like 2026-04-01.") from None
