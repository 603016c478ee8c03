"""What becomes of each part of a document: a first guess, what storing would do, and storing it as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from plans.editing import save
from plans.editing.pasting import paste_layouts
from plans.editing.pasting.storing import undo_step
from plans.editing.tables import editable_tables
from plans.models import Plan, User

from .kinds import ABOVE, LEFT_OUT, PartKind, part_kinds
from .outline import Block, WordOutline, WordPart
from .spans import line

KEPT, ROWS = "text", "rows"  # what becomes of a table, or LEFT_OUT


@dataclass(frozen=True)
class PartChoice:
    """What a part becomes: a table, a table and one of its questions as “priorities.aim”, ABOVE or LEFT_OUT.

    `tables`: what becomes of each of its tables, in order.
    """

    becomes: str
    heading: str
    tables: tuple[str, ...] = ()


@dataclass
class PartOutcome:
    """What storing a document did or would do. `said`: for each part a sentence; `wrong`: why nothing is stored."""

    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    undo: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Row:
    """A row that is being put together from parts, and the field that takes the text that comes next."""

    kind: PartKind
    heading: str
    level: int
    place: int
    into: str
    texts: dict[str, list[str]] = field(default_factory=dict)

    def add(self, text: str) -> None:
        if text:
            self.texts.setdefault(self.into, []).append(text)


def guess(outline: WordOutline) -> list[PartChoice]:
    """What a reader of the document would make of each part.

    The highest headings become sections, those that name a priority priorities, and others stay with the part above.
    One single highest heading at the start counts as the title of the document.
    """
    usual = next(iter(part_kinds()))
    levels = sorted({part.level for part in outline.parts if part.heading and not part.title})
    highest = [part for part in outline.parts if part.heading and not part.title and part.level == levels[0]]
    base = levels[1] if len(levels) > 1 and len(highest) == 1 and highest[0] is _first(outline) else (levels or [1])[0]
    choices: list[PartChoice] = []
    above: tuple[PartKind, int] | None = None
    for part in outline.parts:
        meant = next((kind for kind in part_kinds().values() if kind.is_meant(part.heading)), None)
        is_below = above is not None and part.level > above[1]
        if part.title and not part.blocks:
            becomes = LEFT_OUT
        elif meant or not is_below or (part.level <= base and part.heading):
            kind = meant or part_kinds()[usual]
            becomes, above = kind.table, (kind, part.level if part.heading else 0)
        else:
            question = above[0].question_of(part.heading) if above else ""
            becomes = f"{above[0].table}.{question}" if above and question else ABOVE
        heading = part.heading or (_("Introduction") if len(outline.parts) > 1 else _("The plan"))
        tables = tuple(ROWS if _has_columns(block) else KEPT for block in part.blocks if block.rows)
        choices.append(PartChoice(becomes, heading, tables))
    return choices


def _has_columns(table: Block) -> bool:
    """Whether two or more headings of a table are those of rows that can be pasted."""
    return any(
        sum(any(column.is_called(cell) for column in layout.columns) for cell in table.rows[0]) > 1
        for layout in paste_layouts().values()
    )


def _first(outline: WordOutline) -> WordPart | None:
    return next((part for part in outline.parts if part.heading and not part.title), None)


def preview_document(
    plan: Plan, outline: WordOutline, choices: Sequence[PartChoice], *, by: User | None
) -> PartOutcome:
    """What `store_document` would do; nothing is stored. Raises NotEditable."""
    with transaction.atomic():
        outcome = _store(plan, outline, choices, by)
        transaction.set_rollback(True)
    return outcome


def store_document(plan: Plan, outline: WordOutline, choices: Sequence[PartChoice], *, by: User | None) -> PartOutcome:
    """Store every part as it was chosen, or, when one cannot be, none. Raises NotEditable."""
    with transaction.atomic():
        outcome = _store(plan, outline, choices, by)
        if outcome.wrong:
            transaction.set_rollback(True)
    return outcome


def _store(plan: Plan, outline: WordOutline, choices: Sequence[PartChoice], by: User | None) -> PartOutcome:
    """Store the rows one by one, with what each part becomes, what is wrong and what an undo needs."""
    save.require_draft(plan)
    outcome = PartOutcome()
    rows = _rows(outline, choices, outcome)
    if not rows and not outcome.wrong:
        outcome.wrong.append(_("Nothing has been chosen to save: make at least one part a section."))
    for row in rows:
        try:
            with transaction.atomic():
                stored = _store_row(plan, row, by)
        except ValidationError as problem:
            outcome.wrong += [f"“{row.heading}”: {message}" for message in problem.messages]
        else:
            table = editable_tables()[row.kind.table]
            outcome.said[row.place] = _("new %(kind)s: %(name)s") % {"kind": table.name, "name": stored}
            outcome.undo.append(undo_step(stored, None))
    return outcome


def _rows(outline: WordOutline, choices: Sequence[PartChoice], outcome: PartOutcome) -> list[_Row]:
    """The rows that the parts make, in order. What cannot be done is said in the outcome, as is each other part."""
    rows: list[_Row] = []
    for place, (part, choice) in enumerate(zip(outline.parts, choices, strict=True)):
        table, _dot, question = choice.becomes.partition(".")
        above = rows[-1] if rows else None
        outcome.said.append("")
        if choice.becomes == LEFT_OUT:
            outcome.said[place] = _("left out")
            continue
        if table in part_kinds() and not question:
            kind = part_kinds()[table]
            rows.append(_Row(kind, choice.heading, part.level if part.heading else 0, place, kind.text))
        elif above is None or (question and above.kind.table != table):
            words = _("“%(heading)s” has no part above that it could belong to; choose something else for it.")
            outcome.wrong.append(words % {"heading": part.heading or choice.heading})
            continue
        elif question:
            label = next(label for name, label, _is_meant in above.kind.questions if name == question)
            above.into = question
            if question in above.texts:
                above.add(_sub_heading(part, above))
            outcome.said[place] = _("“%(field)s” of “%(name)s”") % {"field": label, "name": above.heading}
        else:
            above.add(_sub_heading(part, above))
            outcome.said[place] = _("continues in “%(name)s”") % {"name": above.heading}
        for text in _texts(part, choice):
            rows[-1].add(text)
    return rows


def _sub_heading(part: WordPart, above: _Row) -> str:
    """The heading of a part inside the text of the part above."""
    if not part.heading:
        return ""
    return f"{'###' if part.level <= above.level + 1 else '####'} {line(part.heading).replace('#', chr(92) + '#')}"


def _texts(part: WordPart, choice: PartChoice) -> list[str]:
    """The text of a part without the tables that do not stay in it."""
    tables = iter(choice.tables)
    return [block.markdown for block in part.blocks if not block.rows or next(tables) == KEPT]


def _store_row(plan: Plan, row: _Row, by: User | None) -> Any:
    """Raises ValidationError."""
    heading = " ".join(row.heading.split())
    if not heading:
        raise ValidationError(_("Give it a heading, or let it belong to the part above."))
    table = editable_tables()[row.kind.table]
    values = row.kind.values(plan, heading)
    column: Any = table.model._meta.get_field(row.kind.heading)
    most = column.max_length
    if most and len(values[row.kind.heading]) > most:
        words = _("The heading has %(count)s characters; at most %(most)s fit.")
        raise ValidationError(words % {"count": len(values[row.kind.heading]), "most": most})
    texts = {name: "\n\n".join(texts) for name, texts in row.texts.items()}
    return save.add_row(table, plan, values | texts, by=by)
