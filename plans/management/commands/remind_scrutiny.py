"""Reminds of answers that committees wait for. Run it once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from plans.scrutiny.reminders import remind


class Command(BaseCommand):
    help = "Write to officers and leads about answers to recommendations: a week before the last day, and after it."

    def handle(self, **options):
        self.stdout.write(f"{remind(timezone.localdate())} answers were asked for.")
