"""The first account of a new portal."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.access import accounts
from plans.models import Partnership, Role


class Command(BaseCommand):
    help = "Make somebody administrator of a partnership. They set their password with “I have none yet” at sign-in."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("partnership", help="the address of the partnership, e.g. norwich")
        parser.add_argument("email")

    def handle(self, *, partnership: str, email: str, **options: Any) -> None:
        """Give the role. Raises CommandError when there is no such partnership or the role cannot be given."""
        owner = Partnership.objects.filter(slug=partnership).first()
        if owner is None:
            raise CommandError(f"There is no partnership “{partnership}”.")
        try:
            row = accounts.give_role(owner, Role.ADMINISTRATOR, None, email=email, first_name="", last_name="", by=None)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        self.stdout.write(f"{row.user.username} is administrator of {owner.name}.")
