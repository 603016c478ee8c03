"""What changed between two texts of a plan: rows matched by what names them, then field by field. Pure functions."""

import difflib
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from django.utils.translation import gettext as _

from csp_portal.formats.locators import place_for_readers
from csp_portal.pages.level_names import upper_first
from plans.schemas.plan import PlanDocument
from plans.schemas.walk import in_order


@dataclass(frozen=True)
class Difference:
    """One change. `place` leads from a part of the plan down to a row, in words; `field` is empty for a whole row.

    `figure` says that a number changed: it is shown as old → new, and named in the notice of corrections.
    """

    kind: Literal["added", "removed", "changed", "moved"]
    place: tuple[str, ...]
    field: str
    old: str
    new: str
    figure: bool = False


class Run(NamedTuple):
    """Words that stay, go or come."""

    kind: Literal["same", "removed", "added"]
    words: str


Row = dict[str, Any]

# What names a row in its list. Where two rows have the same name, the first is matched with the first.
KEYS: dict[str, Callable[[Row], Any]] = {
    "sections": lambda row: row["slug"],
    "members": lambda row: row["organisation"],
    "groups": lambda row: row["name"],
    "priorities": lambda row: row["ref"],
    "actions": lambda row: row["ref"],
    "milestones": lambda row: row["ref"],
    "indicators": lambda row: row["slug"],
    "organisations": lambda row: (row["role"], row["as_printed"]),
    "themes": lambda row: row["name"],
    "targets": lambda row: row["name"],
    "funding": lambda row: (row["fund"], row["purpose"]),
    "grants": lambda row: (row["funder"], row["purpose"]),
    "projects": lambda row: row["name"],
    "outputs": lambda row: row["text"],
    "spend": lambda row: row["quarter"],
    "trajectory": lambda row: row["period"],
    "achievements": lambda row: row["text"]["markdown"],
    "criteria": lambda row: row["name"],
    "issues": lambda row: row["name"],
    "scores": lambda row: row["criterion"],
    "alignments": lambda row: (row["framework"], row["reference"] or row["text"]),
    "cross_cutting": lambda row: (row["partnership"], row["activity"]),
    "consultations": lambda row: row["title"],
    "questions": lambda row: row["text"],
    "answers": lambda row: row["option"],
    "calendar": lambda row: (row["kind"], row["task"]),
    "tables": lambda row: row["slug"],
    "rows": lambda row: row["label"],
    "cells": lambda row: row["column"],
    "maps": lambda row: row["table"],
    "glossary": lambda row: row["slug"],
    "contacts": lambda row: row["name"] or row["office"] or row["organisation"],
}

# How a row is called on the page.
NAMES: dict[str, Callable[[Row], str]] = {
    "sections": lambda row: row["heading"],
    "priorities": lambda row: _("Priority %(ref)s: %(title)s") % row,
    "actions": lambda row: _("Action %(ref)s: %(title)s") % row,
    "milestones": lambda row: _("Milestone %(ref)s") % row,
    "indicators": lambda row: _("Indicator “%(name)s”") % row,
    "organisations": lambda row: row["as_printed"],
    "funding": lambda row: f"{row['fund']}: {row['purpose']}",
    "grants": lambda row: f"{row['funder']}: {row['purpose']}",
    "achievements": lambda row: row["text"]["markdown"][:80],
    "alignments": lambda row: f"{row['framework']} {row['reference']}".strip(),
    "cross_cutting": lambda row: row["partnership"],
    "calendar": lambda row: row["task"],
    "tables": lambda row: row["title"],
    "glossary": lambda row: row["term"],
}

# Not compared, because something else says the same: HTML is made from the Markdown beside it, `seen_from` is the other
# end of `see_also`, a label belongs to its word, `sentence` is made of the fields of a target, a total and rank follow
# from the scores, and `figure` is the anchor of a number on the page of its source. Or because it is no text of the
# plan: what kind of organisation a member is, and that a county council is above it.
DERIVED = {
    *("organisation_kind", "two_tier"),
    *("html", "seen_from", "decision_label", "status_label", "status_css", "figure", "sentence"),
    *("recommendation_label", "weighted_total", "rank"),
}

# The fields that hold a figure, by list; and the exact number that says the same as the printed one beside it.
FIGURES = {
    "cells": {"text", "value"},
    "targets": {"as_printed", "value", "baseline_as_printed", "baseline"},
    "funding": {"allocated", "spent"},
    "grants": {"amount"},
    "projects": {"amount"},
    "outputs": {"promised", "delivered"},
    "spend": {"spent"},
    "trajectory": {"value"},
    "actions": {"cost"},
    "criteria": {"weight"},
    "scores": {"score"},
    "questions": {"base_as_printed"},
    "answers": {"count"},
}
PRINTED = {"value": "text", "baseline": "baseline_as_printed"}


def compare(old: PlanDocument, new: PlanDocument) -> list[Difference]:
    """Every difference between two documents, in the order of the newer one."""
    return list(_fields(dict(old), dict(new), (), ""))


def compare_rows(old: Row, new: Row) -> list[Difference]:
    """Every difference between two rows of the same kind, but for references that they had before."""
    return [one for one in _fields(old, new, (), "") if one.field != label("former_refs")]


def _fields(old: Row, new: Row, place: tuple[str, ...], among: str) -> Iterator[Difference]:
    """The differences of two rows of the list `among`."""
    for name in in_order({**old, **new}):
        before, after = old.get(name), new.get(name)
        if name == "assessment":  # a plan without one has one without rows
            before, after = before or {}, after or {}
        if before == after or name in DERIVED or _printed_beside(old, new, name):
            continue
        if name == "locator":  # lines of a text file say nothing to a reader, unless they are all that changed
            places = place_for_readers(before or ""), place_for_readers(after or "")
            before, after = places if places[0] != places[1] else (before, after)
        if name in KEYS and _are_rows(before) and _are_rows(after):
            yield from _rows(before or [], after or [], (*place, *_part(name, place)), name)
        elif name == "paths":
            yield Difference("changed", place, _("outlines"), _("as drawn before"), _("redrawn"))
        elif isinstance(before, dict) and isinstance(after, dict) and "markdown" not in after:
            yield from _fields(before, after, place or (upper_first(label(name)),), name)
        elif (was := _words(before)) != (now := _words(after)):
            figure = name in FIGURES.get(among, ()) and bool(re.search(r"\d", was + now))
            field = "" if among == "cells" and name == "text" else label(name, among)
            yield Difference("changed", place, field, was, now, figure)


def _are_rows(value: Any) -> bool:
    return value is None or isinstance(value, list) and all(isinstance(row, dict) for row in value)


def _printed_beside(old: Row, new: Row, name: str) -> bool:
    """Whether an exact number only repeats, before and after, the number that is printed beside it."""
    printed = PRINTED.get(name, "")
    return printed in old and all(re.sub(r"[,£%\s]", "", row[printed]) == (row[name] or "") for row in (old, new))


def _rows(old: list[Row], new: list[Row], place: tuple[str, ...], name: str) -> Iterator[Difference]:
    """The differences of two lists called `name`: rows that stay, came and went, and a new order of those that stay."""
    before, after = _keyed(old, name), _keyed(new, name)
    before = _renumbered(before, after)
    for key, row in after.items():
        here = (*place, _name(name, row))
        if key in before:
            yield from _fields(_with_columns(before[key], name), _with_columns(row, name), here, name)
        else:
            yield Difference("added", here, "", "", _summary(row))
    for key, row in before.items():
        if key not in after:
            yield Difference("removed", (*place, _name(name, row)), "", _summary(row), "")
    stayed = [key for key in before if key in after]
    order = [key for key in after if key in before]
    if stayed != order:
        was = "; ".join(_name(name, before[key]) for key in stayed)
        now = "; ".join(_name(name, after[key]) for key in order)
        yield Difference("moved", place, _("order"), was, now)


def _keyed(rows: list[Row], name: str) -> dict[Any, Row]:
    """Rows by what names them; a name that comes again is counted."""
    times: Counter[Any] = Counter()
    keyed = {}
    for row in rows:
        key = KEYS[name](row)
        times[key] += 1
        keyed[key, times[key]] = row
    return keyed


def _renumbered(before: dict[Any, Row], after: dict[Any, Row]) -> dict[Any, Row]:
    """The older rows, each under the reference that it has now."""
    now = {(ref, 1): key for key, row in after.items() if key not in before for ref in row.get("former_refs", [])}
    return {now[key] if key in now and key not in after else key: row for key, row in before.items()}


def _with_columns(row: Row, name: str) -> Row:
    """A table whose cells know the heading of their column, so that they can be matched by it."""
    if name != "tables":
        return row
    headings = dict(enumerate(row["columns"]))

    def headed(place: int, cell: Row) -> Row:
        return {**cell, "column": headings.get(place, _("column %(number)s") % {"number": place + 1})}

    rows = [{**line, "cells": [headed(n, cell) for n, cell in enumerate(line["cells"])]} for line in row["rows"]]
    return {**row, "rows": rows}


def _part(name: str, place: tuple[str, ...]) -> tuple[str, ...]:
    """A heading for the lists of the plan itself, and for those whose rows do not say what they are."""
    return (upper_first(label(name)),) if not place or name in ("targets", "achievements", "themes") else ()


def _name(name: str, row: Row) -> str:
    if name in NAMES:
        return NAMES[name](row)
    key = KEYS[name](row)
    return key if isinstance(key, str) else ": ".join(filter(None, key))


def _words(value: Any) -> str:
    """A value of a field as people read it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return str(value["markdown"]) if "markdown" in value else _summary(value)
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    return str(value)


def _summary(row: Row) -> str:
    """All the words of a row, for one that came or went as a whole."""
    words = []
    for name in in_order(row):
        value = row[name]
        if name in DERIVED or name in ("kind", "state", "paths", "column", "locator"):
            continue
        text = _words(value)
        if text and text not in words and not isinstance(value, bool):
            words.append(text)
    return " · ".join(words)


def label(field: str, among: str = "") -> str:
    """A field of the document in words."""
    words = {
        "ref": _("reference"),
        "why": _("why this is a priority"),
        "aim": _("what we hope to do"),
        "approach": _("our approach"),
        "success_measures": _("how success is measured"),
        "data_sources": _("data we will use"),
        "plan": _("the plan"),
        "head": _("the plan"),
        "partnership": _("the partnership") if not among else _("partnership"),
        "on": _("date"),
        "body": _("text"),
        "text": _("text"),
        "levels": _("words for the levels of the plan"),
        "assessment": _("strategic assessment"),
        "finding": _("what was found"),
        "highest": _("highest score"),
        "recommendation_reason": _("reason for the recommendation"),
        "cross_cutting": _("work with other partnerships"),
        "tables": _("figures"),
        "alignments": _("plans and frameworks"),
        "achievements": _("what has been done"),
        "organisations": _("who does it"),
        "as_printed": _("as printed"),
        "value": _("exact number"),
        "schema": _("shape of the document"),
        "see_also": _("see also"),
        "status_on": _("date of the status"),
        "status_comment": _("comment on the status"),
        "starts_on": _("start"),
        "also_serves": _("priorities it also serves"),
        "locator": _("place in the source"),
        "measured_by": _("targets that measure it"),
        "indicators": _("indicators that measure it"),
        "objectives": _("outside objectives"),
        "withheld": _("what is withheld"),
    }
    name = words.get(field, field.replace("_", " "))
    return _("due, %(name)s") % {"name": name} if among == "due" else name


TOO_LONG = 4000  # words; beyond it, matching word by word takes longer than a reader would wait
QUIET = 12  # words kept on either side of a change


def redline(old: str, new: str) -> list[Run]:
    """Two wordings as one text: what stays, what goes, what comes. A long stretch that stays is cut to its ends."""
    before, after = re.findall(r"\s*\S+", old), re.findall(r"\s*\S+", new)
    if len(before) + len(after) > TOO_LONG:
        return [run for run in (Run("removed", old), Run("added", new)) if run.words]
    runs: list[Run] = []
    was, now = ([word.strip() for word in words] for words in (before, after))  # a new line alone is no change
    opcodes = difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    for number, (what, start, end, new_start, new_end) in enumerate(opcodes):
        if what == "equal":
            runs.append(Run("same", _shortened(after[new_start:new_end], number > 0, number < len(opcodes) - 1)))
            continue
        if end > start:
            runs.append(Run("removed", "".join(before[start:end])))
        if new_end > new_start:
            runs.append(Run("added", "".join(after[new_start:new_end])))
    first, *others = runs or [Run("same", new)]
    return [first, *(run if run.words[0].isspace() else Run(run.kind, f" {run.words}") for run in others)]


def _shortened(words: list[str], after_change: bool, before_change: bool) -> str:
    kept = QUIET * (after_change + before_change)
    if len(words) <= kept + QUIET:
        return "".join(words)
    head = "".join(words[:QUIET]) if after_change else ""
    tail = "".join(words[-QUIET:]) if before_change else ""
    return f"{head} …{tail}"


class PartChanges(NamedTuple):
    """The differences of one part of the plan."""

    heading: str
    differences: list[Difference]


def by_part(differences: list[Difference]) -> list[PartChanges]:
    """Differences under the part of the plan in which they stand; a priority is a part of its own."""
    parts: dict[str, list[Difference]] = {}
    for one in differences:
        priority = len(one.place) > 1 and one.place[0] == upper_first(label("priorities"))
        heading = one.place[1] if priority else one.place[0] if one.place else _("The document")
        parts.setdefault(heading, []).append(one)
    return [PartChanges(heading, found) for heading, found in parts.items()]


def corrections(differences: list[Difference]) -> list[Difference]:
    """The figures that changed."""
    return [one for one in differences if one.figure]
