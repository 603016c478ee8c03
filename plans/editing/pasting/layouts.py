"""What can be pasted for each kind of rows, and under which headings."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db import models

from csp_portal.contributions import contributed
from csp_portal.pages.languages import Words

MOST_ROWS = 200
MOST_CHARACTERS = 200_000


class NotATable(ValueError):
    """The pasted text cannot be read as this table; the message says why and what would be."""


def plain(heading: str) -> str:
    """A heading without case, stops and line breaks, as headings are compared."""
    return " ".join(re.sub(r"[^\w£#%/]+", " ", heading.casefold()).split())


@dataclass(frozen=True)
class PasteColumn:
    """One column of a paste. `words` are headings it is known by, beside its label.

    `reading` says in words what a cell means, for the preview, and raises ValueError for what it cannot mean. A value
    that `groups` rows is printed once for all of them: empty cells below it have the same value. `values`: the words
    that it takes, where it takes no others; a column of marks in place of them is asked about.
    """

    name: str
    label: Words
    words: tuple[str, ...] = ()
    reading: Callable[[str], str] | None = None
    groups: bool = False
    values: tuple[str, ...] = ()

    def is_called(self, heading: str) -> bool:
        return plain(heading) in {plain(str(self.label)), self.name, *self.words}


@dataclass(frozen=True)
class Layout:
    """What can be pasted for one kind of rows. `store` makes or changes one row and raises ValidationError.

    `find` is the row that is there already under the number in the cells, if any; `parts` are tables of rows that
    the cells hold with it. `parted` makes rows of their own of what a printed table holds in one cell, or parts by the
    end of a page; it is given cells with their lines, and needs the first column. `number_new` gives rows numbers
    where the table has no column “ref” of them. `links` reads what cells may name, once for a paste; `store` is then
    given it as its last argument.
    """

    kind: str
    columns: tuple[PasteColumn, ...]
    store: Callable[..., models.Model]
    find: Callable[[models.Model, dict[str, str]], models.Model | None] | None = None
    parted: Callable[[list[dict[str, str]]], list[dict[str, str]]] | None = None
    number_new: Callable[[models.Model, list[dict[str, str]]], list[dict[str, str]]] | None = None
    links: Callable[[Any], Any] | None = None


@cache
def paste_layouts() -> dict[str, Layout]:
    """What can be pasted, by the table that it fills."""
    return {layout.kind: layout for layout in contributed("PASTE_LAYOUTS")}
