"""A typed or pasted list of wards: a name a line, with or without its code. Pure."""

import csv
import re
from dataclasses import dataclass

from django.utils.translation import gettext as _, ngettext

MOST_ROWS, MOST_LISTED, LONGEST_NAME = 300, 10, 150
WARD_CODE = re.compile(r"[EW]05\d{6}")
_CODE_CELL = re.compile(r"[A-Za-z]\d{4,}|[EeWwSsNn]0\d[\dA-Za-z]*")
_HEADING = re.compile(r"(ward|name|code|wd\d\d(cd|nm)|ward ?(name|code)s?)", re.IGNORECASE)


@dataclass(frozen=True)
class ListedWard:
    """A ward of a list; without a code where the list gives none."""

    name: str
    code: str = ""


class NotWards(ValueError):
    """The list cannot be used. `problems` says for each row what is wrong and what would be accepted."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(" ".join(problems))


def read_wards(text: str) -> list[ListedWard]:
    """The wards of a list in its order; none of an empty one. Raises NotWards with all faults by row."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_ROWS:
        words = _("The list has %(count)s rows. At most %(most)s fit: paste the wards of one district, one per line.")
        raise NotWards([words % {"count": f"{len(lines):,}", "most": MOST_ROWS}])
    wards: list[ListedWard] = []
    problems: list[str] = []
    names: dict[str, int] = {}
    codes: dict[str, int] = {}
    for number, line in lines:
        cells = _cells(line)
        if not wards and all(_HEADING.fullmatch(cell) for cell in cells):
            continue
        given = [cell for cell in cells if _CODE_CELL.fullmatch(cell)]
        named = [cell for cell in cells if cell not in given]
        name, code = (named[0] if named else ""), (given[0].upper() if given else "")
        if fault := _fault(name, code, cells):
            problems.append(_("Row %(row)s: %(fault)s") % {"row": number, "fault": fault})
            continue
        for what, seen in ((name.casefold(), names), (code, codes)):
            if what and what in seen:
                fault = _("“%(what)s” is also in row %(first)s. List each ward once.") % {
                    "what": name if seen is names else code,
                    "first": seen[what],
                }
                problems.append(_("Row %(row)s: %(fault)s") % {"row": number, "fault": fault})
                break
        names.setdefault(name.casefold(), number)
        codes.setdefault(code, number)
        wards.append(ListedWard(name, code))
    if problems:
        more = len(problems) - MOST_LISTED
        rest = [ngettext("%(num)s more row has errors.", "%(num)s more rows have errors.", more) % {"num": more}] * (
            more > 0
        )
        raise NotWards(problems[:MOST_LISTED] + rest)
    return wards


def _cells(line: str) -> list[str]:
    """The name and the code of a row, parted by a tab, a comma, or a blank behind the code."""
    by_commas = "\t" not in line and len(line) <= csv.field_size_limit()
    parted = next(csv.reader([line], skipinitialspace=True)) if by_commas else line.split("\t")
    cells = [" ".join(cell.split()) for cell in parted]
    coded = any(_CODE_CELL.fullmatch(cell) or _HEADING.fullmatch(cell) for cell in cells)
    if len(cells) > 1 and "\t" not in line and not coded:
        cells = [" ".join(line.split())]  # a comma inside a name
    if len(cells) == 1 and (match := re.fullmatch(r"(\w+)\s+(.+)", cells[0])) and _CODE_CELL.fullmatch(match[1]):
        cells = [match[1], match[2]]
    return [cell for cell in cells if cell]


def _fault(name: str, code: str, cells: list[str]) -> str:
    """What is wrong with a row, empty if nothing is."""
    if not name:
        return _("there is no ward name in “%(line)s”.") % {"line": ", ".join(cells)[:60]}
    if len(name) > LONGEST_NAME:
        return _("the name is longer than %(most)s characters.") % {"most": LONGEST_NAME}
    if code and not WARD_CODE.fullmatch(code):
        words = _("“%(code)s” is not the code of a ward: it is E05 or W05 and six digits, such as E05010805.")
        return words % {"code": code}
    return ""
