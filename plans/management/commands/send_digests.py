"""Tells subscribers and watchers what was published. Run it once a day."""

import sys

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.news.digests import send_digests


class Command(BaseCommand):
    help = "Send the emails that are due. The same day twice sends nothing twice. Exit code 1 when one was not sent."

    def handle(self, **options):
        failed = False
        for sent, words in send_digests(timezone.now()):
            failed = failed or not sent
            (self.stdout if sent else self.stderr).write(words)
        if failed:
            sys.exit(1)
