"""What every function of the project has."""

import ast
from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.test_architecture import APPS

SHORT = 7  # lines of a body that say by themselves what they do
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(app: str) -> Iterator[tuple[str, Function]]:
    """Every function of an app, also inside classes and functions, with the place where it is."""
    for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function) and "migrations" not in path.parts:
                yield f"{path}:{node.lineno} {node.name}", node


def is_long(function: Function) -> bool:
    return function.end_lineno - function.body[0].lineno + 1 > SHORT


@pytest.mark.parametrize("app", APPS)
def test_a_longer_function_says_what_it_does(app):
    long = {place: ast.get_docstring(function) for place, function in functions(app) if is_long(function)}
    assert [place for place, docstring in long.items() if not docstring] == []
    assert len(long) > 30
