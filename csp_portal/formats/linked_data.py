"""What search engines and other machines read in a page: its subject in the words of schema.org, as JSON-LD."""

from collections.abc import Iterable
from typing import Any

CONTEXT = "https://schema.org"


def service(name: str, address: str, place: str, members: Iterable[str]) -> dict[str, Any]:
    """A partnership as schema.org/GovernmentService: what it is, where, and the organisations that run it."""
    return _without_gaps(
        {
            "@context": CONTEXT,
            "@type": "GovernmentService",
            "name": name,
            "url": address,
            "serviceType": "Community safety",
            "areaServed": {"@type": "AdministrativeArea", "name": place} if place else None,
            "serviceOperator": {"@type": "GovernmentOrganization", "name": name},
            "provider": [{"@type": "Organization", "name": member} for member in members],
        }
    )


def dataset(
    name: str,
    address: str,
    description: str,
    *,
    publishers: Iterable[str] = (),
    licence: str = "",
    place: str = "",
    period: str = "",
    files: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Figures as schema.org/Dataset. `files` are (media type, address) pairs, `period` an ISO 8601 interval.
    A licence that the source does not state is not claimed.
    """
    return _without_gaps(
        {
            "@context": CONTEXT,
            "@type": "Dataset",
            "name": name,
            "url": address,
            "description": description,
            "creator": [{"@type": "Organization", "name": publisher} for publisher in publishers],
            "license": licence,
            "spatialCoverage": {"@type": "Place", "name": place} if place else None,
            "temporalCoverage": period,
            "distribution": [
                {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": where} for kind, where in files
            ],
        }
    )


def _without_gaps(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}
