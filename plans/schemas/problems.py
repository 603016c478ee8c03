"""What the checklist finds, and where it is mended."""

from dataclasses import dataclass
from typing import Literal, NamedTuple


class ProblemPlace(NamedTuple):
    """Where a problem is mended: a kind of rows of the desk ("plan" for the plan itself) and one row of it.

    `ref` is the row's reference, slug or name as it stands in the document; empty for the list of all of them. An
    achievement has none: there it is a figure that its text names.
    """

    kind: str
    ref: str = ""


@dataclass(frozen=True)
class Problem:
    """`page`: where it is dealt with, when that is no row of the plan."""

    severity: Literal["error", "warning"]
    sentence: str
    place: ProblemPlace
    page: str = ""


def errors(found: list[Problem]) -> list[Problem]:
    """The problems that block."""
    return [problem for problem in found if problem.severity == "error"]


def error(sentence: str, kind: str, ref: str = "") -> Problem:
    return Problem("error", sentence, ProblemPlace(kind, ref))


def warning(sentence: str, kind: str, ref: str = "") -> Problem:
    return Problem("warning", sentence, ProblemPlace(kind, ref))
