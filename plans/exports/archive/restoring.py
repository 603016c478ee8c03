"""An archive published again, in a portal that does not have the version: the simple inverse of its `plan.json`."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import IO, Any
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from jinja2 import TemplateError
from pydantic import TypeAdapter, ValidationError as WrongShape

from csp_portal.formats.archives import MEGABYTE, UnusableArchive
from csp_portal.formats.markdown import is_clean
from csp_portal.formats.sealed import WHOLE, Bounds, open_sealed
from csp_portal.pages.level_names import LEVEL_NAMES
from plans.documents.document import checksum
from plans.exports.tables.whole import tables_of
from plans.models import Partnership, Plan, PlanState, PlanVersion, VersionKind, Visibility
from plans.public.pages import store_pages
from plans.schemas.plan import SCHEMA, PlanDocument

from .files import ABOUT, ARCHIVE_SCHEMA, DOCUMENT

MOST = Bounds(members=1_000, unpacked=500 * MEGABYTE)
LARGEST_TEXT = 50 * MEGABYTE
NO_ARCHIVE = "an archive of a plan, as the portal makes it"
OF_PARTNERSHIP = ("name", "slug", "kind", "jurisdiction", "place", "code", "colour")
OF_PLAN = (
    *("slug", "title", "kind", "edition", "period_start", "period_end", "period_as_printed"),
    *("source_document", "plain_answer", "text_note"),
)
CANNOT_BE_DRAWN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
Parts = dict[str, Any]


@transaction.atomic
def restore(file: IO[bytes]) -> PlanVersion:
    """Publish the version of an archive again: the partnership and the plan are made where they are not there.

    Raises UnusableArchive, and then nothing is stored.
    """
    with open_sealed(file, MOST) as archive:
        about, content = _read(archive, ABOUT), _read(archive, DOCUMENT)
    _check(about, content)
    plan = _plan_of(content)
    version = _version_of(plan, about, content)
    newest = plan.versions.latest("number")
    plan.state = PlanState.CONSULTATION if newest.kind == VersionKind.CONSULTATION else PlanState.PUBLISHED
    plan.save(update_fields=["state"])
    Partnership.bump_all()  # the first page lists what there is
    _draw(version, newest)
    return version


def _read(archive: ZipFile, name: str) -> Parts:
    """A file of the archive as a JSON object."""
    if name not in archive.namelist() or archive.getinfo(name).file_size > LARGEST_TEXT:
        raise UnusableArchive(f"has no {name} that can be read", NO_ARCHIVE)
    try:
        found = json.loads(archive.read(name))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise UnusableArchive(f"has no {name} that can be read", NO_ARCHIVE)
    return found


def _check(about: Parts, content: Parts) -> None:
    """Refuse what is from a newer portal, is no plan, is not what it says it is, or holds more than text."""
    schemas = (("archive", about.get("archive"), ARCHIVE_SCHEMA), ("plan", content.get("schema"), SCHEMA))
    for what, number, known in schemas:
        if not isinstance(number, int) or number < 1:
            raise UnusableArchive(f"does not say which schema of the {what} it has", NO_ARCHIVE)
        if number > known:
            newer = f"is from a newer portal: its {what} has schema number {number}"
            raise UnusableArchive(newer, f"up to {known}")
    try:
        document = TypeAdapter(PlanDocument).validate_python(content, strict=True)
    except WrongShape as problem:
        where = ".".join(map(str, problem.errors()[0]["loc"]))
        raise UnusableArchive(f"has a {DOCUMENT} that is no plan, at {where}", NO_ARCHIVE) from None
    if document["audience"] != Visibility.PUBLIC:
        raise UnusableArchive("holds a text that is not for the public", NO_ARCHIVE)
    if checksum(document) != about.get("checksum"):
        raise UnusableArchive(f"has a {DOCUMENT} with another checksum than {ABOUT} names", WHOLE)
    names = (document["partnership"]["slug"], document["plan"]["slug"])
    if names != (about.get("partnership"), about.get("plan")):
        raise UnusableArchive("names one partnership or plan and holds the text of another", WHOLE)
    for html in _html_in(content):
        if not is_clean(html):
            raise UnusableArchive("holds HTML that no text of a plan can have", WHOLE)


def _html_in(part: Any) -> Iterator[str]:
    """All HTML in a document, at any depth."""
    if isinstance(part, dict):
        if isinstance(part.get("html"), str):
            yield part["html"]
        part = list(part.values())
    for one in part if isinstance(part, list) else ():
        yield from _html_in(one)


def _plan_of(content: Parts) -> Plan:
    """The plan that the text belongs to, made without rows to edit where it is not there."""
    said, head = content["partnership"], content["plan"]
    partnership = Partnership.objects.filter(slug=said["slug"]).first()
    if partnership is None:
        words = {f"word_for_{level}": word for level, word in said.get("levels", {}).items() if level in LEVEL_NAMES}
        partnership = Partnership(**{name: said.get(name, "") for name in OF_PARTNERSHIP}, **words)
        _store(partnership, exclude=["whole"])
    elif partnership.name != said["name"]:
        raise UnusableArchive(f"is of “{said['name']}”, and {partnership.name} is at its address here")
    plan = partnership.plans.filter(slug=head["slug"]).first()
    if plan is None:
        plan = Plan(partnership=partnership, **{name: head.get(name, "") for name in OF_PLAN})
        _store(plan)
    elif plan.withdrawn_at or plan.state == PlanState.DRAFT or plan.priorities.exists():
        raise UnusableArchive(f"is of “{plan.title}”, which is edited or withdrawn here")
    return plan


def _version_of(plan: Plan, about: Parts, content: Parts) -> PlanVersion:
    """The stored version. Its day is that of the first publication, at noon, as an archive names no hour."""
    try:
        number, note = int(about["number"]), str(about["note"])
        noon = dt.datetime.combine(dt.date.fromisoformat(about["published_on"]), dt.time(12))
        kind = VersionKind.CONSULTATION if about["is_consultation"] else VersionKind.FINAL
    except (KeyError, TypeError, ValueError):
        raise UnusableArchive(f"has a {ABOUT} that does not say number, day and note of the version", WHOLE) from None
    if plan.versions.filter(number=number).exists():
        raise UnusableArchive(f"is version {number} of “{plan.title}”, which is here already")
    version = PlanVersion(
        plan=plan,
        number=number,
        kind=kind,
        note=note,
        content=content,
        checksum=about["checksum"],
        published_at=timezone.make_aware(noon),
    )
    _store(version)
    return version


def _draw(version: PlanVersion, newest: PlanVersion) -> None:
    """Draw and keep its pages, and read its tables. Raises UnusableArchive where a date, a number or a word in the text
    is one that the portal cannot show."""
    try:
        store_pages(version, newest)
        tables_of(version.content)
    except (*CANNOT_BE_DRAWN, TemplateError) as problem:
        raise UnusableArchive("holds a text that cannot be drawn as a page", NO_ARCHIVE) from problem


def _store(row: Any, exclude: list[str] | None = None) -> None:
    """Raises UnusableArchive where the row cannot be."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as problem:
        raise UnusableArchive(f"cannot be restored: {problem.messages[0]}") from None
    row.save()
