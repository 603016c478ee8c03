"""An action plan as it is printed: a table with several milestones in a cell, cut by pages. Pure.

Out come rows of one action or of one milestone each, so that every cell can be seen and corrected on its own.
"""

import re

Cells = dict[str, str]
SEE_ACTION = re.compile(r"\bsee (?:also )?action ((?>\d+(?:\.\d+)*[a-z]?))", re.IGNORECASE)
_ELSEWHERE = re.compile(r"(?:for (?:more|further) information,? )?see (?:also )?(?:action|priority)\b.*", re.IGNORECASE)
_BULLET = re.compile(r"(?:^|\n)[•*–-]\s*")
LINKS = ("indicators", "measured_by", "also_serves")  # columns that name other rows of the plan or its partnership
_NAMES = ("leads", "partners", *LINKS)
_GROUPS = ("theme", "priority")
_OWN = ("leads", "partners", "due", "note")
_OF_ACTION = ("outcome", "measure", "status", "start", "cost")


def one_each(rows: list[Cells]) -> list[Cells]:
    """Each action with its own words, followed by its milestones, which name the action by its number.

    A row without a number goes on with the row before it, as where a page ends in the middle of a row, unless both have
    a due date or a lead: then it is an action whose number is missing, and is left for somebody to number. Rows that
    follow each other with one number and one action, or no action, are one action.
    """
    actions: list[list[Cells]] = []
    for row in rows:
        if not actions or (row["ref"] and not _goes_on(row, actions[-1][0])) or _is_whole(row, actions[-1][0]):
            actions.append([row])
        elif not row["ref"] and row["title"]:
            actions[-1][0] = actions[-1][0] | {"title": f"{actions[-1][0]['title']} {row['title']}".strip()}
            actions[-1].append(row)
        else:
            actions[-1].append(row)
    return [row for action in actions for row in _rows(action)]


def _goes_on(row: Cells, first: Cells) -> bool:
    return row["ref"] == first["ref"] and row["title"] in ("", first["title"])


def _is_whole(row: Cells, before: Cells) -> bool:
    """Whether a row without a number is an action of its own."""
    both = any(row[name].strip() and before[name].strip() for name in ("due", "leads"))
    return bool(not row["ref"] and row["title"].strip() and before["title"].strip() and both)


def _rows(action: list[Cells]) -> list[Cells]:
    """The rows of one action: first its own words, then each milestone with what is said of it alone.

    Where every printed row has a numbered milestone, a cell belongs to the action if it is the same in all of them;
    otherwise all cells do, and the milestones are read from their text.
    """
    first = action[0]
    each = all(row["milestone_ref"] and row["milestone"] for row in action)
    groups = {name: one_line(first[name]) for name in _GROUPS if name in first}
    head = dict.fromkeys(first, "") | groups | {"ref": one_line(first["ref"]), "title": one_line(first["title"])}
    for name in _OWN:
        said = list(dict.fromkeys(one_line(row[name], name) for row in action if each or row[name].strip()))
        if len(said) == 1 or not each:
            head[name] = ("; " if name in _NAMES else " ").join(said)
    head |= {
        name: next(filter(None, (one_line(row[name]) for row in action)), "") for name in _OF_ACTION if name in first
    }
    for name in LINKS:
        if name in first:
            head[name] = "; ".join(dict.fromkeys(filter(None, (one_line(row[name], name) for row in action))))
    if each:
        milestones = [
            (
                row["milestone_ref"],
                row["milestone"],
                {name: one_line(row[name], name) for name in _OWN if not head[name]},
            )
            for row in action
        ]
    else:
        text = "\n".join(filter(None, (f"{row['milestone_ref']} {row['milestone']}".strip() for row in action)))
        if _ELSEWHERE.fullmatch(one_line(text)):
            head["note"], text = f"{head['note']} {one_line(text)}".strip(), ""
        milestones = [(ref, words, {}) for ref, words in split(head["ref"], text)]
    empty = dict.fromkeys(first, "") | groups | {"ref": head["ref"]}
    below = [
        empty | own | {"milestone_ref": one_line(ref), "milestone": one_line(words)} for ref, words, own in milestones
    ]
    return below if below and not head["title"] else [head, *below]


def split(ref: str, text: str) -> list[tuple[str, str]]:
    """The milestones in one cell of an action: "1.1a … 1.1b …", or a list with bullets, which is lettered here."""
    starts: list[re.Match[str]] = []
    for found in re.finditer(rf"(?<![\w.]){re.escape(ref)} ?\(?([a-z])\)?(?!\w)[.):]?\s*", text) if ref else ():
        if (ord(found[1]) == ord(starts[-1][1]) + 1) if starts else not text[: found.start()].strip():
            starts.append(found)
    if starts:
        ends = [one.start() for one in starts[1:]] + [len(text)]
        return [(f"{ref}{one[1]}", text[one.end() : end]) for one, end in zip(starts, ends, strict=True)]
    parts = [part for part in _BULLET.split(text) if part.strip()]
    return [(f"{ref}{_letter(number)}", part) for number, part in enumerate(parts)]


def _letter(number: int) -> str:
    """a to z, then aa, ab and so on."""
    before, letter = divmod(number, 26)
    return (_letter(before - 1) if before else "") + chr(ord("a") + letter)


def one_line(text: str, name: str = "") -> str:
    """A cell on one line. Lines of a cell of names are names of their own."""
    lines = [" ".join(line.split()).strip("; ") for line in text.splitlines()]
    return ("; " if name in _NAMES else " ").join(filter(None, lines))
