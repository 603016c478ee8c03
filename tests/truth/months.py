"""Made-up months of police.uk for a partnership of the demonstration."""

import csv
import random
from io import StringIO
from pathlib import Path

from django.core.management import call_command

from performance.figures.publishing import publish_source
from performance.imports.formats.police_types import in_use
from performance.models import SmallAreaLookup, Source
from plans.models import AreaSet, Partnership

HEADINGS = ["Crime ID", "Month", "Reported by", "Falls within", "Longitude", "Latitude", "Location", "LSOA code",
            "LSOA name", "Crime type", "Last outcome category", "Context"]  # fmt: skip
FORCE = "Cambridgeshire Constabulary"


def small_areas(wards: str) -> dict[str, str]:
    """The small areas of a set of wards, with the ward of each."""
    codes = set(AreaSet.objects.get(slug=wards).areas.values_list("code", flat=True))
    fits = [lookup.fits for lookup in SmallAreaLookup.objects.all() if codes & set(lookup.fits.values())]
    return {small: ward for small, ward in fits[0].items() if ward in codes}


def write_month(path: Path, month: str, small: dict[str, str], chance: random.Random) -> None:
    """A file in which wards differ much, types differ much, and many counts are small."""
    weights = {ward: chance.uniform(0.2, 3) for ward in sorted(set(small.values()))}
    rows = []
    for number, kind in enumerate(in_use(month)):
        for code, ward in sorted(small.items()):
            for _crime in range(int(chance.expovariate(1) * weights[ward] * (1 + number % 5) / 2)):
                crime = f"{chance.getrandbits(256):064x}"
                rows.append([crime, month, FORCE, FORCE, "-0.2", "52.5", "On or near High Street", code, "Name",
                             kind.name, "Under investigation", ""])  # fmt: skip
    out = StringIO()
    csv.writer(out).writerows([HEADINGS, *rows])
    path.write_text(out.getvalue(), encoding="utf-8")


def publish_months(folder: Path, partnership: str, wards: str, months: list[str], disclosure: str) -> Source:
    """Load and publish a month each, as an officer does from the command line; all in one source."""
    small, chance = small_areas(wards), random.Random(2018)
    for month in months:
        path = folder / f"{month}-cambridgeshire-street.csv"
        write_month(path, month, small, chance)
        call_command(
            "import_figures",
            path,
            partnership=partnership,
            area_set=wards,
            source="Street crime",
            disclosure=disclosure,
            commit=True,
            stdout=StringIO(),
        )
    source = Partnership.objects.get(slug=partnership).sources.get(title="Street crime")
    publish_source(source)
    return source
