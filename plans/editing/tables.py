"""The kinds of rows that the desk edits. Each room contributes its own, and one set of pages edits them all."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from django.db import models
from django.db.models import Count, Value

from csp_portal.contributions import contributed
from csp_portal.pages.languages import Words
from csp_portal.pages.level_names import level_name, upper_first
from plans.models import Partnership, Visibility
from plans.models.rows import seen_by


@dataclass(frozen=True)
class RowsInCell:
    """Rows below a row that a grid edits in one cell of it, each by one text, such as the leads of an action."""

    name: str  # of the column
    label: Words
    after: str  # the field beside which the column stands
    table: str  # the slug of their table
    only: tuple[str, object]  # a field and the value that tells these rows from others of their table
    text: str  # the field that holds the text of each
    links: str  # the field that links a row to those that its text names
    named: Callable[[Collection[str]], Mapping[str, list[Any]]]  # the rows that texts name, by text


@dataclass(frozen=True)
class EditableTable:
    """One table of the desk. The plan and the partnership are tables of a single row, without owner and root."""

    slug: str  # in addresses and in the history
    model: type[models.Model]
    name: Words  # of one row, on pages
    plural: Words
    owner: str  # the foreign key to the row that a row belongs to
    root: str  # the lookup from a row to its plan or partnership
    fields: tuple[str, ...]  # edited, in this order
    help: Words = ""  # above the list of rows
    only: tuple[tuple[str, object], ...] = ()  # narrows the rows of the model to those of this table
    beside_the_text: bool = False  # rows are written in any state of their plan
    shared: bool = False  # public pages of other partnerships read the rows too
    own_page: tuple[str, ...] = ()  # fields edited on the row's own page alone, not in a grid of rows
    more: tuple[Words, str] = ("", "")  # another page of each row: its words, and the end of its address
    on_page: tuple[tuple[str, tuple[str, ...]], ...] = ()  # tables below, edited on the page of the row: their fields
    in_cells: tuple[RowsInCell, ...] = ()  # rows of tables below that a grid edits in cells of the row
    folded: tuple[tuple[Words, tuple[str, ...]], ...] = ()  # fields folded away under some words while they are empty
    asked: tuple[str, ...] = ()  # lookups to what a row reads when it judges itself
    follows: Callable[[Any, dict[str, Any]], dict[str, Any]] | None = None  # what follows from new values of a row

    def completed(self, row: models.Model, values: dict[str, Any]) -> dict[str, Any]:
        """The new values of a row with those that follow from them."""
        return values | self.follows(row, values) if self.follows else values

    @property
    def one(self) -> str:
        """The word with its article: a milestone, an action."""
        return f"{'an' if self.name[0] in 'aeiouAEIOU' else 'a'} {self.name}"

    @property
    def heading_of_one(self) -> str:
        """The word for one row at the beginning of a line."""
        return upper_first(str(self.name))

    @property
    def heading_of_several(self) -> str:
        """The word for several rows at the beginning of a line."""
        return upper_first(str(self.plural))

    def heading(self, name: str) -> str:
        """The name of a row as the heading of its page, after its kind unless the name begins with it."""
        said = self.row_name(name)
        return said if said.lower().startswith(self.name.lower()) else f"{self.heading_of_one}: {said}"

    def row_name(self, name: str) -> str:
        """The name of a row; a kind at its beginning is the word that the partnership has for it."""
        usual = str(editable_tables()[self.slug].name)
        return self.heading_of_one + name[len(usual) :] if name.lower().startswith(f"{usual} ") else name

    @property
    def is_top(self) -> bool:
        """Whether the rows belong to the plan or partnership itself."""
        return bool(self.owner) and self.owner == self.root

    @property
    def root_model(self) -> type[models.Model]:
        """What the rows are a part of: Plan or Partnership."""
        model = self.model
        for step in filter(None, self.root.split("__")):
            model = model._meta.get_field(step).related_model
        return model

    @property
    def in_order(self) -> bool:
        return any(field.name == "position" for field in self.model._meta.fields)

    def rows_of(self, root: models.Model) -> models.QuerySet:
        """All rows of this kind in a plan or partnership."""
        if not isinstance(root, self.root_model):
            return self.model._default_manager.none()
        return self.model._default_manager.filter(
            **{self.root or "pk": root if self.root else root.pk}, **dict(self.only)
        )

    def rows_below(self, owner: models.Model) -> models.QuerySet:
        """The rows of this kind that belong to one row."""
        return self.model._default_manager.filter(**{self.owner: owner}, **dict(self.only))

    def root_of(self, row: models.Model) -> models.Model:
        """The plan or partnership a row is a part of."""
        for step in filter(None, self.root.split("__")):
            row = getattr(row, step)
        return row


@cache
def editable_tables() -> dict[str, EditableTable]:
    """Every table that the desk edits, by its slug."""
    return {table.slug: table for table in contributed("TABLES")}


# The tables whose words a partnership may choose, with the keys of both words.
LEVEL_TABLES = {
    "priorities": ("priority", "priorities"),
    "themes": ("theme", "themes"),
    "objectives": ("objective", "objectives"),
    "actions": ("action", "actions"),
}


def called(kind: EditableTable, root: models.Model) -> EditableTable:
    """A table in the words of the partnership that a plan or partnership `root` belongs to."""
    if kind.slug not in LEVEL_TABLES:
        return kind
    partnership = root if isinstance(root, Partnership) else root.partnership  # type: ignore[attr-defined]
    name, plural = (level_name(partnership, level) for level in LEVEL_TABLES[kind.slug])
    return replace(kind, name=name, plural=plural)


def below(kind: EditableTable) -> list[EditableTable]:
    """The kinds whose rows belong to rows of this kind."""
    return [
        one
        for one in editable_tables().values()
        if one.owner and not one.is_top and one.model._meta.get_field(one.owner).related_model is kind.model
    ]


def top_kinds(root: models.Model) -> list[EditableTable]:
    """The kinds whose rows belong to the plan or partnership itself."""
    of_root = [kind for kind in editable_tables().values() if kind.is_top and isinstance(root, kind.root_model)]
    return [called(kind, root) for kind in of_root]


def count_rows(root: models.Model, audience: Visibility) -> dict[str, int]:
    """How many rows of each kind that an audience may read belong to the plan or partnership itself. One query."""
    kinds = top_kinds(root)
    if not kinds:
        return {}
    counts = [
        seen_by(audience, kind.rows_of(root))
        .order_by()
        .values(kind_slug=Value(kind.slug))
        .annotate(row_count=Count("pk"))
        for kind in kinds
    ]
    found = {row["kind_slug"]: row["row_count"] for row in counts[0].union(*counts[1:], all=True)}
    return {kind.slug: found.get(kind.slug, 0) for kind in kinds}
