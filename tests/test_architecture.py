"""Imports run only to the left: csp_portal <- plans <- priorities <- performance."""

import ast
from pathlib import Path

from django.conf import settings

ROOMS = ["csp_portal", "plans", "priorities", "performance"]


def imported_rooms(path: Path) -> set[str]:
    """The rooms that a file imports, by name; relative imports stay inside the room."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found & set(ROOMS)


def test_imports_run_only_to_the_left():
    wrong = [
        f"{path.relative_to(settings.BASE_DIR)} imports {other}"
        for number, room in enumerate(ROOMS)
        for path in sorted((settings.BASE_DIR / room).rglob("*.py"))
        for other in sorted(imported_rooms(path) - set(ROOMS[: number + 1]))
    ]
    assert wrong == []


def test_public_plan_pages_know_no_working_rows():
    """What everybody may read comes from versions: the public views cannot name a row that is edited."""
    source = (settings.BASE_DIR / "plans/views/public.py").read_text(encoding="utf-8")
    names = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    assert names.isdisjoint({"priorities", "sections", "funding", "achievements", "glossary_terms", "members_named"})
