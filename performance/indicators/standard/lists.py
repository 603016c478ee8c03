"""Standard indicators: the list of the release, and those of it that the portal has.

Their addresses are those by which the importers of police and Home Office files find them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from csp_portal import fixtures
from performance.models import Indicator

FOLDER = settings.BASE_DIR / "fixtures/reference"
GROUPS: tuple[tuple[Promise, str, tuple[str, ...]], ...] = (
    (_("Duties of partnerships"), "indicators/duties.yaml", ()),
    (_("Crime by type, each month (police.uk, Home Office open data)"), "5-police-uk-indicators.yaml", ()),
    (_("Recorded crime, each year (Office for National Statistics)"), "7-recorded-crime-indicators.yaml", ()),
    (
        _("Others that plans often use"),
        "4-indicators.yaml",
        (
            *("residents", "households", "all-crime", "anti-social-behaviour-incidents", "killed-or-seriously-injured"),
            *("domestic-burglary", "vehicle-crime", "criminal-damage", "violent-crime", "cycle-theft"),
        ),
    ),
)


@dataclass(frozen=True)
class StandardIndicator:
    """One of the list, as it stands in its file."""

    slug: str
    record: dict[str, Any]

    @property
    def needs(self) -> Sequence[str]:
        """The indicators that it names, which must be there first."""
        return [self.record[key] for key in ("part_of", "variant_of") if self.record.get(key)]


@cache
def standard_indicators() -> dict[str, list[StandardIndicator]]:
    """The list by its groups, read once in the life of a process; the names of the groups are their files."""
    found = {}
    for _name, file, only in GROUPS:
        records = fixtures.read(FOLDER / file)["performance.Indicator"]
        found[file] = [StandardIndicator(one["slug"], one) for one in records if not only or one["slug"] in only]
    return found


def _known() -> dict[str, StandardIndicator]:
    every = [
        StandardIndicator(one["slug"], one)
        for _name, file, _only in GROUPS
        for one in fixtures.read(FOLDER / file)["performance.Indicator"]
    ]
    return {one.slug: one for one in every}


@transaction.atomic
def add_standard(slugs: Iterable[str]) -> int:
    """Store these indicators, shared by all, with those that they are parts of; how many were missing."""
    known, wanted = _known(), list(dict.fromkeys(slugs))
    listed: dict[str, StandardIndicator] = {}
    while wanted:
        one = known[wanted.pop()]
        listed[one.slug] = one
        wanted += [slug for slug in one.needs if slug not in listed]
    stored = set(Indicator.objects.filter(slug__in=listed).values_list("slug", flat=True))
    missing = [one.record for slug, one in known.items() if slug in listed and slug not in stored]
    fixtures.load(FOLDER, {"performance.Indicator": missing})
    return len(missing)
