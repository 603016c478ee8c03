"""Deletes what people sent and whose day of deletion has come, and old traces of emails. Run it once a day."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from csp_portal.emails import forget_sent
from csp_portal.forms.rate_limit import forget_before
from plans.news.subscriptions import delete_unconfirmed
from plans.residents.feedback import delete_due
from plans.scrutiny.reminders import purposes


class Command(BaseCommand):
    help = "Delete personal data on the day that the forms name. Again on the same day there is nothing to delete."

    def handle(self, **options: Any) -> None:
        today = timezone.localdate()
        forget_before(today)
        self.stdout.write(f"{delete_due(today)} messages of residents deleted.")
        self.stdout.write(f"{delete_unconfirmed(timezone.now())} unconfirmed requests for emails deleted.")
        self.stdout.write(f"{forget_sent(timezone.now(), purposes(today))} traces of sent emails deleted.")
