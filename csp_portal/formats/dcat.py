"""A catalogue of data sets for other catalogues to read: DCAT 3 as JSON-LD. Pure."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

OGL = "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
AREA = "http://statistics.data.gov.uk/id/statistical-geography/"
CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class DataFile(NamedTuple):
    """A file of a data set. Its size in bytes and its SHA-256 are known once it is made."""

    title: str
    address: str
    media_type: str
    size: int | None = None
    checksum: str = ""


class DataSet(NamedTuple):
    """`licence` is an address or words of the source; empty where none is stated. `area` is a place with its code."""

    title: str
    about: str
    address: str
    publisher: str
    issued: dt.date
    files: Iterable[DataFile]
    licence: str = ""
    period: tuple[dt.date | None, dt.date | None] = (None, None)
    area: tuple[str, str] = ("", "")


def catalogue(title: str, about: str, address: str, publisher: str, sets: Iterable[DataSet]) -> dict[str, Any]:
    """All data sets of the portal; it changed when the newest of them was published."""
    listed = list(sets)
    newest = max((one.issued for one in listed), default=None)
    return {
        "@context": CONTEXT,
        "@id": address,
        "@type": "dcat:Catalog",
        "dct:title": _words(title),
        "dct:description": _words(about),
        "dct:publisher": _publisher(publisher),
        "dct:license": {"@id": OGL},
        "dct:language": {"@id": "http://publications.europa.eu/resource/authority/language/ENG"},
        **({"dct:modified": _day(newest)} if newest else {}),
        "dcat:dataset": [_data_set(one) for one in listed],
    }


def _data_set(one: DataSet) -> dict[str, Any]:
    """A data set with what is known of its period and place."""
    start, end = one.period
    covers = {"dcat:startDate": start and _day(start), "dcat:endDate": end and _day(end)}
    place, code = one.area
    said: dict[str, Any] = {
        "@id": one.address,
        "@type": "dcat:Dataset",
        "dct:identifier": one.address,
        "dct:title": _words(one.title),
        "dct:description": _words(one.about),
        "dct:publisher": _publisher(one.publisher),
        "dct:issued": _day(one.issued),
        "dct:modified": _day(one.issued),
        "dcat:landingPage": {"@id": one.address},
        **_rights(one.licence),
    }
    if any(covers.values()):
        said["dct:temporal"] = {"@type": "dct:PeriodOfTime"} | {name: day for name, day in covers.items() if day}
    if place:
        named = {"@id": AREA + code} if code else {}
        said["dct:spatial"] = {**named, "@type": "dct:Location", "skos:prefLabel": _words(place)}
    said["dcat:distribution"] = [_file(file, one.licence) for file in one.files]
    return said


def _file(file: DataFile, licence: str) -> dict[str, Any]:
    """A distribution with its size and checksum, once it is made."""
    said: dict[str, Any] = {
        "@id": file.address,
        "@type": "dcat:Distribution",
        "dct:title": _words(file.title),
        "dcat:accessURL": {"@id": file.address},
        "dcat:downloadURL": {"@id": file.address},
        "dcat:mediaType": {"@id": f"https://www.iana.org/assignments/media-types/{file.media_type.split(';')[0]}"},
        **_rights(licence),
    }
    if file.size is not None:
        said["dcat:byteSize"] = {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"}
    if file.checksum:
        said["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@value": file.checksum, "@type": "xsd:hexBinary"},
        }
    return said


def _rights(licence: str) -> dict[str, Any]:
    """The licence by its address, or its words; where none is stated, that is said and none is claimed."""
    if licence.startswith(("http://", "https://")):
        return {"dct:license": {"@id": licence}}
    if "open government licence" in licence.casefold():
        return {"dct:license": {"@id": OGL}}
    return {"dct:rights": _words(licence or "The source states no licence.")}


def _words(text: str) -> dict[str, str]:
    return {"@value": text, "@language": "en"}


def _publisher(name: str) -> dict[str, Any]:
    return {"@type": "foaf:Organization", "foaf:name": name}


def _day(day: dt.date) -> dict[str, str]:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
