"""Every word that a reader or an officer sees is marked for translation; the rule is in csp_portal.pages.languages."""

import ast
from collections.abc import Iterator
from importlib import import_module

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import Promise

from csp_portal.forms.stamps import FormRefused
from csp_portal.pages.live_pages import NotFound
from performance.imports.undo import NotUndoable
from plans.documents.versions import NotPublishable
from plans.editing.outline import ImpossibleOutline
from plans.editing.pasting import NotATable
from plans.editing.save import NotEditable
from plans.editing.tables import editable_tables
from plans.models import EditConflict
from plans.news.subscriptions import ConfirmationNotSent
from plans.places.outline_upload import NotOutlines
from plans.publishing.approval import NotAllowed, TransitionError
from plans.publishing.workflow import TRANSITIONS
from priorities.updates.emails import NotSent
from tests.test_architecture import APPS, modules
from tests.test_models import OURS, own_fields

# What is wrong in a loaded file is stored with its import; see csp_portal.pages.languages.
STORED = "performance.imports."
MARKERS = {"_", "gettext", "gettext_lazy", "ngettext", "pgettext"}
# What is raised or called with a sentence that a page shows; classes by themselves, so that a new name is noticed.
SAID = {"success", "info", "warning", "error", "add_error"} | {
    one.__name__
    for one in (
        *(ConfirmationNotSent, EditConflict, FormRefused, ImpossibleOutline, NotATable, NotAllowed, NotEditable),
        *(NotFound, NotOutlines, NotPublishable, NotSent, NotUndoable, TransitionError, ValidationError),
    )
}


def unmarked(words: dict[str, object]) -> list[str]:
    return [name for name, word in words.items() if word and not isinstance(word, Promise)]


def words_of(model) -> Iterator[tuple[str, object]]:
    """What a model says: its choices, its hints, its constraints, and the names that were written for it."""
    for field in own_fields(model):
        yield f"help text of {field.name}", field.help_text
        yield from ((f"{field.name}: {value}", label) for value, label in field.choices or ())
        if field.verbose_name != field.name.replace("_", " "):
            yield f"name of {field.name}", field.verbose_name
    for constraint in model._meta.constraints:
        yield constraint.name, constraint.violation_error_message
    for name in ("verbose_name", "verbose_name_plural"):
        if name in model._meta.original_attrs:
            yield name, getattr(model._meta, name)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_what_a_model_says_is_marked(model):
    assert unmarked(dict(words_of(model))) == []


def test_editable_tables_and_transitions_are_marked():
    tables = {
        f"{table.slug}: {name}": getattr(table, name)
        for table in editable_tables().values()
        for name in ("name", "plural", "help")
    }
    moves = {
        f"{slug}: {name}": getattr(one, name)
        for slug, one in TRANSITIONS.items()
        for name in ("label", "note", "confirm")
    }
    assert unmarked(tables | moves) == []


def test_every_list_of_choices_is_marked():
    """Also those that no column holds: permissions, duties, steps of the year."""
    import_module(settings.ROOT_URLCONF)
    lists = [one for one in TextChoices.__subclasses__() if one.__module__.split(".")[0] in APPS]
    assert unmarked({f"{one.__name__}.{member.name}": member.label for one in lists for member in one}) == []


def sentences(node: ast.AST) -> Iterator[str]:
    """Texts of several words in an expression that are not inside a call that marks them, nor the format of a date."""
    if isinstance(node, ast.FormattedValue):
        yield from sentences(node.value)
        return
    if isinstance(node, ast.Call) and _name(node.func) in MARKERS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value.strip():
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from sentences(child)


def _is_said(func: ast.expr) -> bool:
    return _name(func) in SAID and "logger" not in ast.unparse(func)


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


@pytest.mark.parametrize("app", APPS)
def test_messages_and_errors_are_marked(app):
    wrong = [
        f"{name}:{call.lineno}: {text}"
        for name, path in modules(app)
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and _is_said(call.func) and not name.startswith(STORED)
        for argument in [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg != "code")]
        for text in sentences(argument)
    ]
    assert wrong == []
