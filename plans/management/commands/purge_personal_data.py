"""Deletes what people sent and whose day of deletion has come, old traces of emails, and public pages drawn on earlier
days. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from csp_portal.emails import forget_sent
from csp_portal.forms.rate_limit import forget_before
from csp_portal.pages.stored_pages import drop_outdated
from plans.news.subscriptions import delete_unconfirmed
from plans.residents.feedback import delete_due
from plans.scrutiny.reminders import purposes


class Command(BaseCommand):
    help = "Delete personal data on the dates given in the forms. Running it again on the same day deletes nothing."

    def handle(self, **options: Any) -> None:
        today = timezone.localdate()
        forget_before(today)
        self.stdout.write(f"Residents’ messages deleted: {delete_due(today)}.")
        self.stdout.write(f"Unconfirmed requests for emails deleted: {delete_unconfirmed(timezone.now())}.")
        self.stdout.write(f"Stored pages of earlier days dropped: {drop_outdated(today)}.")
        self.stdout.write(f"Records of sent emails deleted: {forget_sent(timezone.now(), purposes(today))}.")
