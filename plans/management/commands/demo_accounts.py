"""New passwords for the accounts of the demonstration."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from plans.access import demo_accounts


class Command(BaseCommand):
    help = "Give the demonstration accounts new random passwords and print them."

    def handle(self, **options: Any) -> None:
        accounts = demo_accounts.renew()
        if not accounts:
            raise CommandError("There are no demonstration accounts here: only manage.py demo makes them.")
        self.stdout.write(demo_accounts.sheet(accounts))
