"""How wide the columns of a table on paper are, by what is in them: the same in PDF and in Word."""

import re
from collections.abc import Sequence
from html import unescape
from itertools import permutations
from math import ceil

from django.utils.html import strip_tags

LETTER = 105  # twentieths of a point of a letter in a table, on average
EDGES = 130  # and of the room around the text of a cell
LONGEST_WORD = 22  # letters that a column always has room for
MOST_SHARE = 60_000  # of a long text, so that one does not take all the room
MOST_ROWS = 40  # that are looked at, evenly over the table

TABLE = re.compile(r"(<table\b[^>]*>\s*(?:<caption\b.*?</caption>)?)(.*?</table>)", re.S)
ROW = re.compile(r"<tr\b.*?</tr>", re.S)
CELL = re.compile(r"<t[hd]\b([^>]*)>(.*?)</t[hd]>", re.S)
SPAN = re.compile(r'\bcolspan="(\d+)"')


def with_columns(html: str, whole: int) -> str:
    """A paper with a width for each column of its tables. WeasyPrint would lay each cell out word by word to find one,
    which takes a quarter of the time of a long plan."""
    return TABLE.sub(lambda table: f"{table[1]}{_columns(table[2], whole)}{table[2]}", html)


def _columns(body: str, whole: int) -> str:
    rows = [[cell for one in CELL.finditer(row) for cell in _cells(*one.groups())] for row in ROW.findall(body)]
    count = max(map(len, rows), default=0)
    found = widths([row + [""] * (count - len(row)) for row in rows], whole) if count else []
    columns = "".join(f'<col style="width: {one / whole:.2%}">' for one in found)
    return f"<colgroup>{columns}</colgroup>"


def _cells(facts: str, html: str) -> list[str]:
    """The text of a cell. One over several columns says nothing of the width of each."""
    if span := SPAN.search(facts):
        return [""] * int(span[1])
    return [unescape(strip_tags(html.replace("<", " <")))]


def widths(rows: list[list[str]], whole: int) -> list[int]:
    """How wide each column is: what its texts need on one line where that is no more than its share; the others have
    room for their longest word, and of what is left a part by their longest text."""
    columns = list(zip(*rows, strict=True))
    longest = [max((len(word) for text in column for word in text.split()), default=1) for column in columns]
    least = [min(letters, LONGEST_WORD) * LETTER + EDGES for letters in longest]
    if sum(least) >= whole:
        return _exactly([one * whole / sum(least) for one in least], whole)
    wanted = [max(map(len, column)) * LETTER + EDGES for column in columns]
    given: dict[int, float] = {}
    pending = dict(enumerate(wanted))
    while pending:
        fair = (whole - sum(given.values())) / len(pending)
        narrow = {at: float(max(want, least[at])) for at, want in pending.items() if want <= fair}
        if not narrow:
            break
        given |= narrow
        pending = {at: want for at, want in pending.items() if at not in narrow}
    left = whole - sum(given.values()) - sum(least[at] for at in pending)
    shares = {at: min(want, MOST_SHARE) for at, want in (pending or dict(enumerate(wanted))).items()}
    for at, share in shares.items():
        given[at] = given.get(at, least[at]) + left * share / sum(shares.values())
    found = _exactly([given[at] for at, _ in enumerate(columns)], whole)
    return found if sum(wanted) <= whole else _lower(rows, found, least)


def _lower(rows: Sequence[Sequence[str]], start: list[int], least: list[int]) -> list[int]:
    """The same columns, where room went from one to another as long as that makes the table lower."""
    seen = [[len(text) for text in row] for row in rows[:: 1 + len(rows) // MOST_ROWS]]

    def lines(columns: list[int]) -> float:
        rooms = [LETTER / (one - EDGES) for one in columns]
        needed = [[letters * room for letters, room in zip(row, rooms, strict=True)] for row in seen]
        return sum(ceil(max(row)) for row in needed) + sum(map(sum, needed)) / 1_000

    best, height = start, lines(start)
    for part in (12, 30):
        step = sum(start) // part
        while True:  # each move makes the table lower, and there are only so many whole widths
            tries = [_moved(best, step, *pair) for pair in permutations(range(len(best)), 2)]
            fitting = [one for one in tries if all(now >= need for now, need in zip(one, least, strict=True))]
            nearest = min(fitting, key=lines, default=best)
            if lines(nearest) >= height:
                break
            best, height = nearest, lines(nearest)
    return best


def _moved(columns: list[int], step: int, giver: int, taker: int) -> list[int]:
    """The widths after one column gave so much to another."""
    return [one + step * ((at == taker) - (at == giver)) for at, one in enumerate(columns)]


def _exactly(columns: list[float], whole: int) -> list[int]:
    """Whole numbers that add up to the whole."""
    found = [int(one) for one in columns]
    return [*found[:-1], found[-1] + whole - sum(found)]
