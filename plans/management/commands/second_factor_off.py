"""For somebody who has lost both the telephone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from plans.access import second_factor, sign_in


class Command(BaseCommand):
    help = "Forget the second factor of a person, who sets up a new one at the next sign-in if a role asks for it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("person", help="user name or e-mail address")

    def handle(self, *, person: str, **options: Any) -> None:
        found = sign_in.find_person(person)
        if found is None:
            raise CommandError(f"Nobody is called “{person}” here.")
        second_factor.turn_off(found)
        self.stdout.write(f"The second factor of {found.username} is forgotten.")
