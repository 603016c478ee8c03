"""One meaning a name: no class of the project has the name of another."""

import ast
from collections import defaultdict

from tests.test_architecture import APPS, modules

EVERYWHERE = {"Command", "Meta"}  # names that Django asks for


def test_no_two_classes_have_one_name():
    defined = defaultdict(list)
    for app in APPS:
        for name, path in modules(app):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.ClassDef) and node.name not in EVERYWHERE:
                    defined[node.name].append(name)
    assert {name: where for name, where in defined.items() if len(where) > 1} == {}
    assert len(defined) > 300
