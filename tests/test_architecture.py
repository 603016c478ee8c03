"""The plan of the house, held against the code: which app, and which room of an app, may import which."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

APPS = ["csp_portal", "plans", "priorities", "performance"]

# The rooms of each app; a room imports from those before it alone. Files on the app's own level (its urls, what it
# contributes, its commands) may import from every room of the app.
ROOMS = {
    "csp_portal": ["formats", "charts", "pages", "forms", "operation"],
    "plans": [
        *("schemas", "models", "access", "documents", "public", "exports", "editing", "publishing", "rollforward"),
        *("scrutiny", "news", "residents", "places", "duties", "search", "desk"),
    ],
    "priorities": ["models", "actions", "alignment", "assessment", "updates"],
    "performance": [
        *("rules", "models", "figures", "indicators", "areas", "reports", "checks", "sources", "imports", "providers"),
        *("api", "relocation"),
    ],
}
NOT_A_ROOM = {"management", "migrations"}
MOST_MODULES = 12  # on one level; more than that and nobody knows where a new one belongs


def modules(app: str) -> Iterator[tuple[str, Path]]:
    """Each module of an app by its dotted name."""
    for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
        parts = path.relative_to(settings.BASE_DIR).with_suffix("").parts
        if not NOT_A_ROOM & set(parts):
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def imports(name: str, path: Path) -> Iterator[str]:
    """What a module imports, by dotted name, relative imports written out."""
    package = name.split(".") if path.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def room_of(name: str) -> str | None:
    """The room of an app that a dotted name lies in; None for the app's own level and for what is no module of ours."""
    app, *rest = name.split(".")
    return rest[0] if rest and rest[0] in ROOMS.get(app, ()) else None


def test_imports_between_apps_run_only_to_the_left():
    wrong = [
        f"{name} imports {imported}"
        for number, app in enumerate(APPS)
        for name, path in modules(app)
        for imported in imports(name, path)
        if imported.split(".")[0] in APPS[number + 1 :]
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_a_room_imports_only_from_the_rooms_before_it(app):
    order = ROOMS[app]
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules(app)
        if (here := room_of(name))
        for imported in imports(name, path)
        if imported.split(".")[0] == app and (there := room_of(imported)) and order.index(there) > order.index(here)
    ]
    assert wrong == []


@pytest.mark.parametrize("app", APPS)
def test_every_folder_of_an_app_is_a_room_of_the_table(app):
    found = {path.name for path in (settings.BASE_DIR / app).iterdir() if (path / "__init__.py").exists()}
    assert found - NOT_A_ROOM == set(ROOMS[app])


def test_no_level_has_more_modules_than_a_screen_shows():
    folders = {path.parent for app in APPS for _name, path in modules(app)}
    counted = {folder: len([path for path in folder.glob("*.py") if path.name != "__init__.py"]) for folder in folders}
    crowded = {str(folder.relative_to(settings.BASE_DIR)): n for folder, n in counted.items() if n > MOST_MODULES}
    assert crowded == {}


def test_templates_and_tests_carry_the_names_of_rooms():
    rooms = {room for app in APPS for room in ROOMS[app]}
    templates = {path.name for path in (settings.BASE_DIR / "templates").iterdir() if path.is_dir()}
    assert templates - {"components"} <= rooms
    tests = {
        f"{app}/{path.name}"
        for app in APPS
        for path in (settings.BASE_DIR / "tests" / app).iterdir()
        if path.is_dir() and path.name != "__pycache__"
    }
    assert tests <= {f"{app}/{room}" for app in APPS for room in ROOMS[app]}


def test_public_plan_pages_know_no_working_rows():
    """What everybody may read comes from versions: the public views cannot name a row that is edited."""
    source = (settings.BASE_DIR / "plans/public/views.py").read_text(encoding="utf-8")
    names = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
    assert names.isdisjoint({"priorities", "sections", "funding", "achievements", "glossary", "members_named"})


def test_one_module_sends_emails():
    """Whatever sends by itself would not claim, record and stand a failing mailbox as that module does."""
    senders = [
        name
        for app in APPS
        for name, path in modules(app)
        for imported in imports(name, path)
        if imported.startswith("django.core.mail")
    ]
    assert set(senders) == {"csp_portal.emails"}


def test_no_line_of_a_template_is_longer_than_160_characters():
    files = [path for path in (settings.BASE_DIR / "templates").rglob("*.*") if path.is_file()]
    assert len(files) > 100
    long = [
        f"{path.name}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > 160
    ]
    assert long == []
