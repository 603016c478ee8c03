"""Emails people their tasks. Run it once a week, or every day: nobody gets it twice in a week."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from csp_portal.emails import report
from plans.desk.weekly import send_weekly


class Command(BaseCommand):
    help = "Email everyone their tasks, once in a calendar week. Exit code 1 when an email was not sent."

    def handle(self, **options: Any) -> None:
        report(self, send_weekly(timezone.localdate()))
