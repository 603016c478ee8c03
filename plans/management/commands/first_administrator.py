"""The first account of a new portal, and the first of a partnership."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug

from plans.access import accounts
from plans.desk import partnerships
from plans.models import Partnership, Role, User


class Command(BaseCommand):
    help = (
        "Print a link that works once, for the first administrator to set a password. With a partnership and "
        "an email address, that person becomes its administrator; the partnership is added if it does not "
        "exist."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        host = settings.ALLOWED_HOSTS[0]
        address = f"https://{host}" if settings.HTTPS else f"http://{host}:8000"
        parser.add_argument("partnership", nargs="?", help="its short address, e.g. norwich")
        parser.add_argument("email", nargs="?")
        parser.add_argument("--name", default="", help="name of a new partnership, if its address does not give it")
        parser.add_argument("--address", default=address, help=f"the address of the portal (default: {address})")

    def handle(
        self, *, partnership: str | None, email: str | None, name: str, address: str, **options: Any
    ) -> str | None:
        """Make what is missing and print the link. Raises CommandError when the address or email is not usable."""
        if partnership is None:
            return self._site(address)
        if email is None:
            raise CommandError(f"Who will be the administrator of “{partnership}”? Add their email address.")
        _check(partnership, email)
        try:
            owner = Partnership.objects.filter(slug=partnership).first()
            if owner is None:
                owner = partnerships.add(partnerships.from_address(partnership, name), by=None)
                self.stdout.write(f"Added the partnership {owner.name}.")
            row = accounts.give_role(owner, Role.ADMINISTRATOR, None, email=email, first_name="", last_name="", by=None)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        person = row.user
        self.stdout.write(f"{person.username} is now an administrator of {owner.name}.")
        if not User.objects.filter(is_superuser=True).exists():
            User.objects.filter(pk=person.pk).update(is_superuser=True)
            self.stdout.write(f"{person.username} is also the site administrator, who can add and close partnerships.")
        return _invitation(person, address)

    def _site(self, address: str) -> str:
        """The link for a site administrator who has no name or email yet; the same account until it is used."""
        if User.objects.filter(is_superuser=True, is_active=True).exclude(email="").exists():
            return f"There is already a site administrator. Sign in at {address}/desk/"
        person, is_new = User.objects.get_or_create(username="site-administrator", email="", is_superuser=True)
        if is_new:
            person.set_unusable_password()
            person.save()
        return _invitation(person, address)


def _check(partnership: str, email: str) -> None:
    """Raises CommandError for an address or an email address that cannot be one."""
    try:
        validate_slug(partnership)
    except ValidationError:
        raise CommandError(
            f"“{partnership}” cannot be the address of a partnership. "
            "Use letters, digits and hyphens without spaces, e.g. norwich."
        ) from None
    try:
        validate_email(email)
    except ValidationError:
        raise CommandError(f"“{email}” is not an email address. Give one like name@council.gov.uk.") from None


def _invitation(person: User, address: str) -> str:
    """What to do next, for somebody with or without a password."""
    if person.has_usable_password():
        return f"They already have a password. Sign in at {address}/desk/"
    page = accounts.password_page(person)
    return f"Open this link to set the password. It works once, for three days:\n\n  {address}{page}\n"
