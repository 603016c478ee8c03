"""Words that the portal does not use where a reader, an officer or an operator sees them, and what it says instead."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from django.conf import settings
from jinja2 import Environment
from jinja2.ext import babel_extract

from tests.test_architecture import APPS

NEVER = {
    r"\bwhom\b": "who",
    r"\bmend": "fix, correct",
    r"\banew\b": "again",
    r"\blies? in\b": "is in, is part of",
    r"\bwaits? (?:for|to)\b": "needs, is waiting for",
    r"\b(?:stands?|stood)\b": "is, is shown, applies",
    r"\bletters?\b": "emails",
    r"\be-mail": "email",
    r"\btold\b": "emailed, shown",
    r"\b(?:some|any|every)body\b": "someone, anyone, everyone",
    r"\bmeanwhile\b": "in the meantime",
    r"\bbeside\b": "next to, compared with",
    r"\bthrow|\bthrown\b": "discard",
    r"\btakes? the place of\b": "replace",
    r"\bnot any more\b": "no longer",
    r"\bfor each 1,000\b": "per 1,000",
    r"\bone a (?:line|row)\b": "one per line",
    r"^Whether\b": "a sentence that says what is so",
    r"\w@\d": "the name of the rule in words",
    r"\bK\d{1,2}\b": "the name of the check in words",
}
# Letters of an alphabet, a column of a table in a file, and what a document prints.
NAMED = (
    "“%(ref)s” cannot be a reference: write letters and digits, such as 1, 1.10 or 1.3a.",
    "a code is a letter and eight digits",
    "Use letters, digits and hyphens without spaces",
    "write a letter such as B",
    "Column %(letter)s, %(what)s",
    "Not in the list: %(beside)s",
)
MARKERS = {"_", "_l", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
# Told to people as they are: commands print them, pages of methods and imports show them.
PLAIN = ("/management/commands/", "performance/rules/", "performance/imports/")


@cache
def in_templates() -> tuple[tuple[str, str], ...]:
    """What templates mark for translation; in emails also what they do not."""
    said = []
    for path in sorted((settings.BASE_DIR / "templates").rglob("*.*")):
        with path.open("rb") as file:
            for line, _function, words, _comments in babel_extract(file, ("_", "gettext", "ngettext"), (), {}):
                texts = (words,) if isinstance(words, str) else words or ()
                said += [(f"{path.name}:{line}", text) for text in texts if text]
        if path.suffix == ".txt":
            source = Environment(extensions=["jinja2.ext.i18n"]).lex(path.read_text(encoding="utf-8"))
            said += [(f"{path.name}:{line}", text) for line, kind, text in source if kind == "data"]
    return tuple(said)


@cache
def in_code(app: str) -> tuple[tuple[str, str], ...]:
    """What the modules of an app mark for translation, and every sentence of those whose text is shown as it is."""
    said = []
    for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
        place = str(path.relative_to(settings.BASE_DIR))
        if "/migrations/" in place:
            continue
        shown = any(part in place for part in PLAIN)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in MARKERS:
                said += _texts(place, node.args)
            elif shown and not isinstance(node, ast.Expr):  # a docstring is an expression by itself
                said += _texts(place, ast.iter_child_nodes(node))
    return tuple(said)


def _texts(place: str, nodes: Iterable[ast.AST]) -> Iterator[tuple[str, str]]:
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
            yield f"{place}:{node.lineno}", node.value


def wrong(said: Iterable[tuple[str, str]]) -> list[str]:
    found = [
        f"{place}: “{match[0]}” in “{text}”; write {instead}"
        for place, text in said
        if not any(one in text for one in NAMED)
        for pattern, instead in NEVER.items()
        if (match := re.search(pattern, text))
    ]
    return sorted(set(found))


def test_templates_and_emails_use_plain_words():
    """Takes two seconds: it reads every template."""
    assert wrong(in_templates()) == []


@pytest.mark.parametrize("app", APPS)
def test_code_uses_plain_words(app):
    """Takes two seconds: it parses every module."""
    assert wrong(in_code(app)) == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("Nothing waits for you", "needs, is waiting for"),
        ("Your name and e-mail address", "email"),
        ("trajectory@1", "the name of the rule in words"),
        ("Be told by email", "emailed, shown"),
        ("Whether it became better is not known", "a sentence that says what is so"),
    ],
)
def test_the_list_knows_what_was_said_before(text, instead):
    assert any(one.endswith(f"; write {instead}") for one in wrong([("here", text)]))


def test_notes_on_the_sources_name_no_line_of_a_text_file():
    """A reader finds a section or a table. Lines are in the locators, which pages show without them."""
    files = [path for path in (settings.BASE_DIR / "fixtures").rglob("*") if path.suffix in (".yaml", ".csv")]
    notes = [
        (path.name, text.strip())
        for path in files
        for text in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"[(,] ?lines? \d+[^)]*\)|\bline \d+ (?:waits|was|says|prints)", text)
        and "locator:" not in text
        and not text.lstrip().startswith("#")
    ]
    assert len(files) > 30
    assert notes == []


def test_every_exception_is_still_needed():
    said = [text for _place, text in (*in_templates(), *(one for app in APPS for one in in_code(app)))]
    never = re.compile("|".join(NEVER))
    assert [one for one in NAMED if not any(one in text and never.search(text) for text in said)] == []
