"""Partnerships as the site administrator sees them: added, closed with or without a successor, and opened again."""

from django.db import transaction

from plans.access import accounts
from plans.models import ChangeKind, Partnership, Role, User, log_change


def from_address(slug: str, name: str = "") -> Partnership:
    """A partnership of which only the address is known, not stored yet: place and name follow from it."""
    place = place_of(slug)
    return Partnership(slug=slug, place=place, name=name or f"{place} Community Safety Partnership")


def place_of(slug: str) -> str:
    """The place that an address names, as it would be written: South Ribble for south-ribble."""
    return slug.replace("-", " ").replace("_", " ").title()


@transaction.atomic
def add(partnership: Partnership, *, by: User | None) -> Partnership:
    """Store a new partnership, with who adds it as its first administrator. Raises ValidationError."""
    partnership.full_clean()
    partnership.save()
    log_change(partnership, "partnership", partnership, ChangeKind.ADDED, by=by)
    if by is not None:
        accounts.join(partnership, Role.ADMINISTRATOR, None, person=by, by=by)
    return partnership
