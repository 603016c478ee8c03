"""The numbers of new rows that were typed without one: the next of their owner, as on the page of one row."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError

from plans.editing.outline import LEVELS, free_ref
from plans.editing.tables import EditableTable

from .columns import GridColumn
from .rows import GridRow


def number_new(
    kind: EditableTable, columns: Sequence[GridColumn], typed: Iterable[GridRow], stored: Iterable[Any], owner: Any
) -> None:
    """Fill the cell of the number of each new row that has none and whose owner is known."""
    ref = next((one for one in columns if one.name == "ref"), None)
    if ref is None or kind.slug not in LEVELS:
        return
    above = next((one for one in columns if one.name == kind.owner), None)
    taken: dict[Any, set[str]] = defaultdict(set)
    for row in stored:
        taken[getattr(row, f"{kind.owner}_id")].add(row.ref)
    new = [(row, _owner(row, above, owner)) for row in typed if not row.pk and not row.is_blank]
    for row, of in new:
        taken[of and of.pk].add(row.cells[ref.name].strip())
    for row, of in new:
        if of is not None and not row.cells[ref.name].strip():
            known = taken[of.pk] - {""}
            row.cells[ref.name] = free_ref(kind.slug, getattr(of, "ref", ""), known)
            taken[of.pk].add(row.cells[ref.name])


def _owner(row: GridRow, above: GridColumn | None, owner: Any) -> Any:
    """What a new row belongs to; None where its cell names nothing known."""
    if above is None:
        return owner
    try:
        return above.read(row.cells[above.name])
    except ValidationError:
        return None
