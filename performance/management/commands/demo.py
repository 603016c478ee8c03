"""Loads the five source plans, their figures and boundaries, publishes them, and makes accounts for the desk."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.templatetags.static import static

from csp_portal.fixtures import BrokenFixture
from performance.demo import load_demo
from plans.access import demo_accounts
from plans.models import Partnership


class Command(BaseCommand):
    help = "Load and publish the source plans. Does nothing when there are already partnerships."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, folder: Path, **options: Any) -> None:
        """Load the demo once, all or nothing, and print the accounts. Raises CommandError if it cannot be loaded."""
        if Partnership.objects.exists():
            self.stdout.write("The plans are already loaded. For new passwords for the desk: manage.py demo_accounts")
            return
        try:
            static("portal.css")
        except ValueError:
            raise CommandError("Collect the static files first: manage.py collectstatic --no-input") from None
        try:
            with transaction.atomic():
                counts = load_demo(folder)
                accounts = demo_accounts.make()
        except BrokenFixture as problem:
            raise CommandError(f"Nothing was loaded. {problem}") from None
        self.stdout.write(", ".join(f"{count} {name}" for name, count in counts.items()) + ".")
        self.stdout.write(demo_accounts.sheet(accounts))
