"""That file as a partnership of this portal: everything in it, or nothing."""

import json
import secrets
from array import array
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any, NamedTuple
from zipfile import ZipFile

from django.contrib.auth.hashers import make_password
from django.db import DatabaseError, models, transaction
from django.db.models import Q

from csp_portal.formats.archives import MEGABYTE, UnusableArchive
from csp_portal.formats.sealed import WHOLE, Bounds, open_sealed
from csp_portal.pages.addresses import whole_address
from plans.editing.tables import editable_tables
from plans.models import Partnership, Subscription, User
from plans.news.subscriptions import new_keys

from .belongings import AGREES, SHARED, Model, columns, every, in_order, named
from .cells import UnusableRow, from_json, renumbered
from .export import MANIFEST, SCHEMA, file_name

LONGEST_LINE = 200 * MEGABYTE  # one published text or file
MOST = Bounds(members=1_000, unpacked=50_000 * MEGABYTE)
BATCH = 500
NOT_A_MOVE = "a file that export_partnership wrote"
# Rows that were removed before the move keep a number of their own in the history, which no row ever gets.
GONE = 2**62


class Arrived(NamedTuple):
    """A partnership that moved in: its rows, the shared rows that were here already, partnerships it names in vain."""

    partnership: Partnership
    rows: int
    known: int
    without: list[str]


def bring_in(file: IO[bytes]) -> Arrived:
    """Store a partnership from its file, with new keys. Raises UnusableArchive, and then nothing is stored."""
    with open_sealed(file, MOST) as archive:
        slug, rows = _manifest(archive)
        try:
            with transaction.atomic():
                return PartnershipReader(archive, slug, rows).read()
        except UnusableRow as problem:
            raise UnusableArchive(str(problem), WHOLE) from None
        except (DatabaseError, ValueError) as problem:
            first = str(problem).strip().split("\n")[0]
            raise UnusableArchive(f"has rows that do not fit together here ({first})") from None


def _manifest(archive: ZipFile) -> tuple[str, dict[str, int]]:
    """The partnership of the file, and how many rows of each model there are to be."""
    try:
        known = json.loads(archive.read(MANIFEST)) if MANIFEST in archive.namelist() else {}
        schema, slug, rows = int(known["schema"]), str(known["partnership"]), dict(known["rows"])
    except (KeyError, TypeError, ValueError):
        raise UnusableArchive("is no partnership that was exported", NOT_A_MOVE) from None
    if schema > SCHEMA:
        raise UnusableArchive(f"has schema number {schema}, from a newer portal; this one reads up to {SCHEMA}")
    if rows.keys() - {file_name(model) for model in in_order()}:
        raise UnusableArchive("has kinds of rows that this portal does not know: it was exported by a newer one")
    if missing := rows.keys() - set(archive.namelist()):
        raise UnusableArchive(f"lacks the file {min(missing)}", WHOLE)
    if Partnership.objects.filter(slug=slug).exists():
        raise UnusableArchive(f"holds the partnership “{slug}”, and there is one at this address already")
    return slug, rows


class PartnershipReader:
    """Stores the rows of a file, and remembers the keys that those got which others name."""

    def __init__(self, archive: ZipFile, slug: str, rows: dict[str, int]) -> None:
        """`rows` is how many the manifest names for each file; `later` collects what rows name that come after them."""
        self.archive, self.slug, self.rows = archive, slug, rows
        self.partnerships = dict(Partnership.objects.values_list("slug", "pk"))
        self.keys: dict[Model, array[int]] = {}
        self.later: list[tuple[Model, int, models.ForeignKey[Any, Any], Any]] = []
        self.without: list[str] = []
        self.tables = {slug: kind.model for slug, kind in editable_tables().items()}
        self.by_name = {model._meta.model_name or "": model for model in in_order()}
        self.total = self.known = 0

    def read(self) -> Arrived:
        """Store everything, inside the transaction of the caller. Raises UnusableRow."""
        for model in in_order():
            if file_name(model) in self.rows:
                self._store(model)
        self._link()
        Partnership.bump_all()  # shared rows came too, and a new partnership is listed
        partnership = Partnership.objects.get(slug=self.slug)
        return Arrived(partnership, self.total, self.known, sorted(set(self.without)))

    def _store(self, model: Model) -> None:
        """Store the rows of one model in the order of the file."""
        kept = model in named() or model in self.tables.values()
        keys = self.keys[model] = array("q")
        total = 0
        rows = self._rows(model)
        while some := list(islice(rows, BATCH)):
            made = [self._made(model, values) for values in some]
            new = [one for one in made if one.row.pk is None]
            every(model).bulk_create([one.row for one in new])
            self.later += [(model, one.row.pk, field, value) for one in new for field, value in one.later]
            if kept:
                keys.extend(one.row.pk for one in made)
            total, self.known = total + len(made), self.known + len(made) - len(new)
        if total != self.rows[file_name(model)]:
            raise UnusableRow(f"has {total} rows in {file_name(model)} and says that it has another number")
        if model is Partnership:
            self.partnerships |= dict(every(Partnership).filter(pk__in=keys).values_list("slug", "pk"))
            if total != 1 or self.slug not in self.partnerships:
                raise UnusableRow(f"does not hold the partnership “{self.slug}” alone")
        self.total += total

    def _rows(self, model: Model) -> Iterator[dict[str, Any]]:
        """The rows of a file as they are written. Raises UnusableRow."""
        expected = {field.name for field in columns(model)}
        with self.archive.open(file_name(model)) as file:
            while line := file.readline(LONGEST_LINE):
                try:
                    row = json.loads(line)
                except ValueError:
                    raise UnusableRow(f"has a line in {file_name(model)} that is not JSON") from None
                if not isinstance(row, dict) or row.keys() != expected:
                    raise UnusableRow(f"has rows in {file_name(model)} with other columns than this portal’s")
                yield row

    def _made(self, model: Model, values: dict[str, Any]) -> "Made":
        """A row as it is to be stored; a shared one that is here already, as it is."""
        if "row_kind" in values:
            values = self._renumbered(values)
        row, later = model(), []
        for field in columns(model):
            value = values[field.name]
            if isinstance(field, models.ForeignKey):
                key = self._key(field, value)
                if key is None and value is not None and not self._is_lost(field, value):
                    later.append((field, value))
                setattr(row, field.attname, key)
            else:
                setattr(row, field.name, from_json(field, value))
        return Made(self._here(model, row) or prepared(row), later)

    def _key(self, field: "models.ForeignKey[Any, Any]", value: Any) -> int | None:
        """The key of the row that a row names; None where it names none, or one that is not stored yet."""
        if field.related_model is Partnership:
            return self.partnerships.get(value)
        keys = self.keys.get(field.related_model, ())
        if value is None or (isinstance(value, int) and 1 <= value <= len(keys)):
            return None if value is None else keys[value - 1]
        if not field.null:
            raise UnusableRow(f"has a row whose {field.verbose_name} is not in it")
        return None

    def _is_lost(self, field: "models.ForeignKey[Any, Any]", value: Any) -> bool:
        """Whether a row names another partnership that is not here: then it names none."""
        lost = field.related_model is Partnership and value != self.slug
        if lost:
            self.without.append(str(value))
        return lost

    def _here(self, model: Model, row: models.Model) -> models.Model | None:
        """The row that is known by the same words and is here already; only shared rows can be."""
        key = SHARED.get(model, ())
        words = {one.name: getattr(row, one.attname) for one in columns(model) if one.name in key}
        if not words or (model is User and not words["email"]):
            return None
        conditions = [
            Q(**{f"{name}__isnull": True} if value is None else {name: value}) for name, value in words.items()
        ]
        if model is User:
            conditions = [Q(email__iexact=words["email"])]
        known = every(model).filter(*conditions).first()
        for name in AGREES.get(model, ()) if known else ():
            if getattr(known, name) != getattr(row, name):
                here, there = getattr(known, name), getattr(row, name)
                raise UnusableRow(f"means something else by “{known}”: its {name} is “{there}”, and “{here}” here")
        if isinstance(known, User) and not known.has_usable_password():
            known.set_unusable_password()  # links to set a first password were given before these roles
            known.save(update_fields=["password"])
        return known

    def _renumbered(self, values: dict[str, Any]) -> dict[str, Any]:
        """A line of the history, or a comment, that names rows by their keys here."""
        try:
            row = self._named(self.tables.get(values["row_kind"]), int(values["row_id"]))
            about = renumbered(values["about"], lambda name, number: self._named(self.by_name.get(name), number))
        except (TypeError, ValueError):
            raise UnusableRow("has a line of the history that names no row") from None
        return values | {"row_id": row, "about": about}

    def _named(self, model: Model | None, number: int) -> int:
        keys = self.keys.get(model, ()) if model else ()
        return keys[number - 1] if 1 <= number <= len(keys) else GONE - abs(number)

    def _link(self) -> None:
        """Store what rows name that came after them."""
        for model, row, field, value in self.later:
            key = self._key(field, value)
            if key is None:
                raise UnusableRow(f"has a row whose {field.verbose_name} is not in it")
            every(model).filter(pk=row).update(**{field.attname: key})


class Made(NamedTuple):
    """A row, and what it names that is not stored yet."""

    row: models.Model
    later: list[tuple["models.ForeignKey[Any, Any]", Any]]


def prepared(row: models.Model) -> models.Model:
    """A new row with what never leaves a portal, made for this one."""
    if isinstance(row, User):
        row.password = make_password(None)
        if User.objects.filter(username=row.username).exists():
            row.username = f"{row.username[:140]}-{secrets.token_hex(4)}"
    if isinstance(row, Partnership):
        row.agreed_parent = None  # that is for the county group of this portal to say
    if isinstance(row, Subscription):
        for name, value in {**new_keys(), "portal": whole_address("/")}.items():
            setattr(row, name, value)
    return row
