"""For somebody who has lost both the telephone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.access import second_factor, sign_in


class Command(BaseCommand):
    help = "Turn off two-step sign-in for a person, who sets it up again at the next sign-in if a role needs it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="user name or email address")

    def handle(self, *, person: str, **options: Any) -> None:
        found = sign_in.find_person(person)
        if found is None:
            raise CommandError(f"There is no account with the user name or email address “{person}”.")
        second_factor.turn_off(found)
        self.stdout.write(f"Two-step sign-in is turned off for {found.username}.")
