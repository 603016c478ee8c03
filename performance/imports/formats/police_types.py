"""The crime types of data.police.uk and the months each was in use: only then does a month without one count as 0."""

from typing import NamedTuple

# Codes of small areas in the files are those of the census of 2011 up to May 2023, and those of 2021 from then on.
CENSUSES = {"2011": ("2010-12", "2023-05"), "2021": ("2023-06", "9999-12")}


class CrimeType(NamedTuple):
    name: str
    first: str
    last: str = "9999-12"

    @property
    def indicator(self) -> str:
        """The indicator that counts it."""
        return f"police-uk-{self.name.casefold().replace(' ', '-')}"


BEGINNING, MORE, NEWEST = "2010-12", "2011-09", "2013-05"
CRIME_TYPES = (
    CrimeType("Anti-social behaviour", BEGINNING),
    CrimeType("Bicycle theft", NEWEST),
    CrimeType("Burglary", BEGINNING),
    CrimeType("Criminal damage and arson", MORE),
    CrimeType("Drugs", MORE),
    CrimeType("Other crime", BEGINNING),
    CrimeType("Other theft", MORE),
    CrimeType("Possession of weapons", NEWEST),
    CrimeType("Public disorder and weapons", MORE, "2013-04"),
    CrimeType("Public order", NEWEST),
    CrimeType("Robbery", BEGINNING),
    CrimeType("Shoplifting", MORE),
    CrimeType("Theft from the person", NEWEST),
    CrimeType("Vehicle crime", BEGINNING),
    CrimeType("Violence and sexual offences", NEWEST),
    CrimeType("Violent crime", BEGINNING, "2013-04"),
)
BY_NAME = {one.name: one for one in CRIME_TYPES}


def census_of(month: str) -> str:
    """The census whose small areas a file of this month (YYYY-MM) names."""
    return next((census for census, (first, last) in CENSUSES.items() if first <= month <= last), "")


def in_use(month: str) -> list[CrimeType]:
    """The types that a file of this month (YYYY-MM) counts."""
    return [one for one in CRIME_TYPES if one.first <= month <= one.last]
