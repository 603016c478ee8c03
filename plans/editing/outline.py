"""What becomes of each row when a plan is rolled forward, and which number it gets. Rows in, rows out."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from plans.models import Plan

LEVELS = ("priorities", "actions", "milestones")
Key = tuple[str, int]


class RowFate(StrEnum):
    KEEP = "keep"
    COMPLETE = "complete"
    DROP = "drop"
    MERGE = "merge"


@dataclass(frozen=True)
class Choice:
    """What the officer chose for one row. `into` is the key of the row it is merged into."""

    fate: RowFate
    into: int | None = None


KEEP, COMPLETE, DROP = Choice(RowFate.KEEP), Choice(RowFate.COMPLETE), Choice(RowFate.DROP)


@dataclass
class OldRow:
    """A priority, action or milestone of the old plan. What is `completed` stays behind unless it is chosen."""

    kind: str
    pk: int
    ref: str
    name: str
    below: list["OldRow"] = field(default_factory=list)
    completed: bool = False
    status: str = ""  # the last one reported, in words

    @property
    def key(self) -> Key:
        return self.kind, self.pk

    @property
    def usual(self) -> Choice:
        """What is chosen for the row where nobody chooses."""
        return COMPLETE if self.completed else KEEP


@dataclass
class NewRow:
    """The row that stands in the new plan for `old` and for the rows that `joined` it."""

    old: OldRow
    ref: str = ""
    joined: list[OldRow] = field(default_factory=list)
    below: list["NewRow"] = field(default_factory=list)


@dataclass
class Outline:
    """The rows of the new plan, and what became of every row of the old one."""

    rows: list[NewRow]
    fates: dict[Key, Choice]


class ImpossibleOutline(Exception):
    """The choices do not fit together. `problems` names each row and says in a sentence what is wrong."""

    def __init__(self, problems: list[tuple[Key, str]]) -> None:
        self.problems = problems
        super().__init__(" ".join(sentence for _key, sentence in problems))


def every(rows: list[OldRow]) -> Iterator[OldRow]:
    """All rows of a plan in reading order."""
    for row in rows:
        yield row
        yield from every(row.below)


def make_outline(rows: list[OldRow], choices: Mapping[Key, Choice]) -> Outline:
    """The new plan's rows. A row stays behind with its owner or is merged along with it. Raises ImpossibleOutline."""
    fates = dict(_fates(rows, choices, KEEP))
    old = {row.key: row for row in every(rows)}
    if problems := list(_problems(old, fates, choices)):
        raise ImpossibleOutline(problems)
    new = {key: NewRow(row) for key, row in old.items() if fates[key] == KEEP}
    for key, row in old.items():
        if fates[key].fate == RowFate.MERGE:
            new[row.kind, fates[key].into].joined.append(row)
    for made in new.values():
        owners = [made.old, *made.joined]
        made.below = [new[row.key] for owner in owners for row in owner.below if row.key in new]
    top = [new[row.key] for row in rows if row.key in new]
    _number(top, rows, "", "")
    return Outline(top, fates)


def _fates(rows: list[OldRow], choices: Mapping[Key, Choice], above: Choice) -> Iterator[tuple[Key, Choice]]:
    for row in rows:
        own = choices.get(row.key, row.usual)
        fate = above if own == KEEP and above in (COMPLETE, DROP) else own
        yield row.key, fate
        yield from _fates(row.below, choices, fate)


def _problems(old: Mapping[Key, OldRow], fates: Mapping[Key, Choice], choices: Mapping[Key, Choice]):
    """Choices for rows that are gone, and merges into no row, the row itself, or a row that is not kept."""
    for key in choices:
        if key[0] in LEVELS and key not in old:
            yield key, _("A row that you made a choice for is no longer in this plan; read the page again.")
    for key, row in old.items():
        if fates[key].fate != RowFate.MERGE:
            continue
        into = old.get((row.kind, fates[key].into or 0))
        if into is None:
            yield key, _("Say which row %(ref)s is merged into.") % {"ref": row.ref}
        elif into is row:
            yield key, _("%(ref)s cannot be merged into itself.") % {"ref": row.ref}
        elif fates[into.key] != KEEP:
            words = {"ref": row.ref, "into": into.ref}
            yield key, _("%(ref)s cannot be merged into %(into)s, which is not kept.") % words


def _number(rows: list[NewRow], before: list[OldRow], old_owner: str, new_owner: str) -> None:
    """Number a list anew where a row left or joined it; otherwise its rows keep their numbers below their owner's."""
    same = [row.old.pk for row in rows] == [row.pk for row in before]
    kept = [_moved(row.old.ref, old_owner, new_owner) for row in rows]
    anew = [standard(row.old.kind, new_owner, place) for place, row in enumerate(rows, start=1)]
    for row, ref in zip(rows, kept if same and len(set(kept)) == len(kept) else anew, strict=True):
        row.ref = ref
        _number(row.below, row.old.below, row.old.ref, ref)


def _moved(ref: str, old_owner: str, new_owner: str) -> str:
    rest = ref.removeprefix(old_owner)
    return new_owner + rest if rest != ref and not rest[:1].isdigit() else ref


def standard(kind: str, owner: str, place: int) -> str:
    """1, 1.1, 1.1a."""
    if kind == "priorities":
        return str(place)
    return f"{owner}.{place}" if kind == "actions" else f"{owner}{_letters(place)}"


def free_ref(kind: str, owner: str, taken: Collection[str]) -> str:
    """The first standard number after those that are taken."""
    return next(ref for place in count(len(taken) + 1) if (ref := standard(kind, owner, place)) not in taken)


def _letters(place: int) -> str:
    """a to z, then aa, ab and so on."""
    letters = ""
    while place:
        place, letter = divmod(place - 1, 26)
        letters = chr(ord("a") + letter) + letters
    return letters


def _last_status(action: Any) -> str:
    """The status of an action with its day, in words; empty where nothing was reported."""
    if not action.status:
        return ""
    words = {"status": action.get_status_display(), "day": formats.date_format(action.status_on, "j F Y")}
    return _("%(status)s on %(day)s") % words


def old_rows(plan: Plan) -> list[OldRow]:
    """The priorities, actions and milestones of a plan, as the officer chooses for them."""
    return [
        OldRow("priorities", priority.pk, priority.ref, priority.title, [
            OldRow("actions", action.pk, action.ref, action.title, status=_last_status(action), below=[
                OldRow("milestones", step.pk, step.ref, step.text, completed=step.completed_on is not None)
                for step in action.milestones.all()
            ])
            for action in priority.actions.all()
        ])
        for priority in plan.priorities.all()
    ]  # fmt: skip
