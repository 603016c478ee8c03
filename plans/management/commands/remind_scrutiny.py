"""Emails about answers that committees wait for. Run it once a day."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.scrutiny.reminders import remind


class Command(BaseCommand):
    help = (
        "Email officers and leads about answers to recommendations: a week before the last day, and after it. "
        "The same day twice sends nothing twice. Exit code 1 when one was not sent."
    )

    def handle(self, **options):
        failed = False
        for sent, sentence in remind(timezone.localdate()):
            failed = failed or not sent
            (self.stdout if sent else self.stderr).write(sentence)
        if failed:
            sys.exit(1)
