"""Emails about answers that committees wait for. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from csp_portal.emails import report
from plans.scrutiny.reminders import remind


class Command(BaseCommand):
    help = (
        "Email officers and leads about answers to recommendations: a week before the deadline, and after "
        "it. Running it twice on the same day sends nothing twice. Exit code 1 when one was not sent."
    )

    def handle(self, **options: Any) -> None:
        report(self, remind(timezone.localdate()))
