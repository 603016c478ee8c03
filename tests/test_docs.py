"""What the documentation names is there."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

DEPLOY = sorted((settings.BASE_DIR / "deploy").glob("*.md"))
PAGES = [settings.BASE_DIR / "README.md", *sorted((settings.BASE_DIR / "docs").rglob("*.md")), *DEPLOY]
TEXT = {path: path.read_text(encoding="utf-8") for path in PAGES}
every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)


@every_page
def test_every_path_is_there(path):
    """Paths are written in backticks with a slash inside; addresses of pages begin with one."""
    named = re.findall(r"`([\w.-]+/[\w./-]*)`", TEXT[path])
    made_by_running = {"var/portal.sqlite3", "var/new.sqlite3", "var/fuzz", "var/heaviest-queries.md"}
    assert [name for name in named if not (settings.BASE_DIR / name).exists() and name not in made_by_running] == []


@every_page
def test_every_link_leads_to_a_file(path):
    links = re.findall(r"\]\(([^)#]+)", TEXT[path])
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@every_page
def test_every_target_of_make_is_there(path):
    targets = re.findall(r"^([\w-]+):", (settings.BASE_DIR / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    named = re.findall(r"(?:`|^ +)make ([\w-]+)", TEXT[path], re.MULTILINE)
    assert [name for name in named if name not in targets] == []


def test_every_command_of_ours_is_in_the_readme_and_no_other():
    table = TEXT[PAGES[0]].split("| command of `manage.py`")[1].split("\n\n")[0]
    named = {
        name for cell in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE) for name in re.findall(r"`(\w+)", cell)
    }
    ours = {name for name, app in get_commands().items() if app in ("csp_portal", "plans", "priorities", "performance")}
    assert named == ours


def test_every_decision_has_a_date():
    decisions = re.findall(r"^- \*\*.+?(?=^- |^## |\Z)", TEXT[settings.BASE_DIR / "docs/decisions.md"], re.M | re.S)
    assert len(decisions) > 50
    assert [text for text in decisions if not re.search(r"\(20\d\d-\d\d-\d\d", text)] == []


def test_every_test_that_is_named_as_a_proof_is_there():
    """The table of docs/security.md; a test that is renamed or joined with another is named there anew."""
    named = set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", TEXT[settings.BASE_DIR / "docs/security.md"]))
    assert len(named) > 60
    there = {path: (settings.BASE_DIR / path).read_text(encoding="utf-8") for path, _name in named}
    assert sorted(f"{path}::{name}" for path, name in named if f"def {name}(" not in there[path]) == []
