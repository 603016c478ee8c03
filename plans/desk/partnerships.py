"""Partnerships as the site administrator sees them: added, closed with or without a successor, and opened again."""

import datetime as dt

from django.db import transaction

from csp_portal.pages.jinja2 import date
from plans.access import accounts
from plans.models import ChangeKind, Partnership, Plan, Role, User, log_change


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


@transaction.atomic
def close(partnership: Partnership, successor: Partnership | None, *, today: dt.date, by: User) -> None:
    """Close a partnership: its public pages say so and stay, its desk is only read, scheduled publications are off."""
    stored = Partnership.objects.select_for_update().get(pk=partnership.pk)
    Plan.objects.filter(partnership=stored).update(publish_at=None, publish_by=None, publish_note="")
    _set(stored, today, successor, by)


@transaction.atomic
def reopen(partnership: Partnership, *, by: User) -> None:
    """Open a closed partnership again, with the people and roles that it has."""
    _set(Partnership.objects.select_for_update().get(pk=partnership.pk), None, None, by)


def _set(stored: Partnership, closed_on: dt.date | None, successor: Partnership | None, by: User) -> None:
    before, after = (date(day) if day else "" for day in (stored.closed_on, closed_on))
    stored.closed_on, stored.successor = closed_on, successor
    stored.save(update_fields=["closed_on", "successor"])
    stored.bump_public_revision()
    log_change(stored, "partnership", stored, ChangeKind.CHANGED, [("closed on", before, after)], by=by)
