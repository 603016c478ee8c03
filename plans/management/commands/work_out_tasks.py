"""Works out again what the desk home says of plans, reports and figures that have changed. Run it every minute."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.documents.worked_out import work_out_again

LONGEST = dt.timedelta(seconds=20)  # other jobs wait; the rest is for the next minute


class Command(BaseCommand):
    help = "Work out again what the desk home says of plans, reports and figures that have changed."

    def handle(self, **options: Any) -> None:
        """Say how many results were out of date."""
        self.stdout.write(f"Worked out again: {work_out_again(timezone.localdate(), LONGEST)}.")
