"""Goals and tables: printed while the bench runs, written to their chapter of RESULTS.md at its end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Results:
    """A chapter of RESULTS.md: its title, the command that writes it, and goals: what, limit, measured, met or not."""

    title: str = "What the public pages cost"
    command: str = "make bench"
    goals: list[tuple[str, str, str, bool]] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    def goal(self, what: str, limit: str, measured: object, met: bool) -> None:
        self.goals.append((what, limit, str(measured), met))

    def section(self, title: str, words: str, headings: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
        text = f"## {title}\n\n{words}\n\n{table(headings, rows)}"
        self.sections.append(text)
        print(f"\n{text}", flush=True)

    @property
    def missed(self) -> int:
        return sum(not met for *_goal, met in self.goals)

    def write(self, path: Path) -> None:
        rows = [(*goal, "pass" if met else "**FAIL**") for *goal, met in self.goals]
        goals = f"## Goals\n\n{table(['Goal', 'Limit', 'Measured', 'Result'], rows)}"
        print(f"\n{goals}\n", flush=True)
        head = f"# {self.title}\n\nWritten by `{self.command}`; bench/README.md says how it is measured."
        chapters = [chapter for chapter in _chapters(path) if not chapter.startswith(f"# {self.title}\n")]
        chapters.append("\n\n".join([head, goals, *self.sections]) + "\n")
        path.write_text("\n".join(sorted(chapters)), encoding="utf-8")


def standing(path: Path, title: str, section: str) -> list[list[str]]:
    """The rows of one table of a chapter, as they stand in the file."""
    chapter = next((one for one in _chapters(path) if one.startswith(f"# {title}\n")), "")
    words = chapter.partition(f"## {section}\n")[2].partition("\n## ")[0]
    return [line.strip("| ").split(" | ") for line in words.splitlines() if line.startswith("|")][2:]


def _chapters(path: Path) -> list[str]:
    """The chapters that stand in the file, each with its title."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return [part.rstrip("\n") + "\n" for part in re.split(r"^(?=# )", text, flags=re.MULTILINE) if part.strip()]


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(headings)]
    lines.append(["---"] * len(lines[0]))
    lines += [[shown(cell) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(cell: object) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell >= 100 else f"{cell:.3g}"
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
