"""Tells subscribers and watchers what was published. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from csp_portal.emails import report
from plans.news.digests import send_digests


class Command(BaseCommand):
    help = (
        "Send the emails that are due. Running it twice on the same day sends nothing twice. Exit code 1 "
        "when one was not sent."
    )

    def handle(self, **options: Any) -> None:
        report(self, send_digests(timezone.now()))
