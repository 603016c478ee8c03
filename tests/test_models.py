"""Rules that hold for every model, so that a new one is covered on the day it is born."""

import inspect
import re
from typing import get_type_hints

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.db.models import CheckConstraint, UniqueConstraint

from performance.models import Target
from performance.rules import figure_words
from tests import leaky

ROOMS = ("csp_portal", "plans", "priorities", "performance")
MODELS = [model for room in ROOMS for model in apps.get_app_config(room).get_models() if not model._meta.auto_created]
# What Django's own user brings along is Django's business.
OURS = [model for model in MODELS if model.__name__ != "User"]


def own_fields(model):
    return [field for field in model._meta.get_fields() if field.concrete and not field.auto_created]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_known_words_are_known_to_the_database(model):
    """A column with choices has a CHECK over the same values: `update()` cannot store a word nobody knows."""
    checked = {
        field
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint) and constraint.name.endswith("_known")
        for field, _value in _leaves(constraint.condition)
    }
    with_choices = {f"{field.name}__in" for field in own_fields(model) if getattr(field, "choices", None)}
    assert with_choices - checked == set()


def _leaves(condition):
    for child in condition.children:
        yield from _leaves(child) if isinstance(child, models.Q) else [child]


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_broken_constraint_is_said_in_a_sentence(model):
    silent = [
        constraint.name
        for constraint in model._meta.constraints
        if not str(constraint.violation_error_message).endswith(".") or "%(name)s" in constraint.violation_error_message
    ]
    assert silent == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_starts_are_not_after_ends(model):
    """Every pair of a start and an end is checked by the database."""
    names = {field.name for field in own_fields(model)}
    pairs = {
        (name, re.sub(r"^start|(?<=_)start", "end", name)) for name in names if re.search(r"(^|_)starts?(_|$)", name)
    }
    pairs |= {("opens_on", "closes_on")}
    unchecked = {("against_start", "against_end")}  # the earlier period of a printed change is read as one period
    endings = {f"_{start}_before_{end}" for start, end in pairs - unchecked if {start, end} <= names}
    checked = {constraint.name for constraint in model._meta.constraints}
    assert [ending for ending in endings if not any(name.endswith(ending) for name in checked)] == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_rows_that_point_at_others_say_how_they_are_called_from_there(model):
    unnamed = [f.name for f in own_fields(model) if f.is_relation and not f.remote_field.related_name]
    assert unnamed == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_row_has_a_name_for_people(model):
    assert model.__str__ is not models.Model.__str__


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_a_natural_key_is_unique_or_unique_in_its_owner(model):
    key = getattr(model, "NATURAL_KEY", None)
    if key is None:
        return
    column = (key if isinstance(key, str) else key[-1]).split("__")[0]
    alone = model._meta.get_field(column).unique
    in_owner = any(column in c.fields for c in model._meta.constraints if isinstance(c, UniqueConstraint))
    assert alone or in_owner


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_document_row_says_all_it_has_or_names_what_it_leaves_out(model):
    """A new field of a row reaches the document, or stands in this list with its reason."""
    if not hasattr(model, "to_document"):
        return
    left_out = {
        "id",
        "position",  # the order of the list says it
        "row_version",  # how often the working row was edited
        "visibility",  # a row that may not be seen is not there
        "plan", "partnership", "priority", "action", "milestone", "issue", "consultation", "question", "report",
        "source", "committee", "meeting", "recommendation", "addressee", "grant", "project", "target",
        "named_in",  # the owner, in which the row stands
        "copied_from",  # the row of the plan before
        "due_kind", "due_on", "due_every_months", "due_times", "due_as_printed",  # together under "due"
        "withheld",  # what an audience may not read is counted with its reason
        "decimals",  # the precision stands in the exact number
        "actions",  # those that a target measures; each of them names it
        "loaded",  # how a table came here
    }  # fmt: skip
    elsewhere = {"FigureTable": figure_words.table_document, "Target": Target._in_numbers}
    said_by = elsewhere.get(model.__name__, model.to_document)
    source = inspect.getsource(said_by)
    by_name = get_type_hints(said_by)["return"].__annotations__ if "as_document(" in source else {}
    missing = [
        field.name
        for field in own_fields(model)
        if field.name not in left_out
        and field.name not in by_name
        and not field.name.endswith("_html")
        and f'"{field.name}"' not in source
        and not re.search(rf"\b(self|table)\.{field.name}\b", source)
    ]
    assert missing == []


def test_every_text_is_looked_for_where_readers_must_not_find_it(db):
    """A new model gets a row in `partnership_of_everything`, or stands in `PUBLIC_AT_ONCE`."""
    leaky.partnership_of_everything()
    assert leaky.plant_everywhere() == []


def test_migrations_are_complete(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_postgresql_is_reached_through_psycopg2():
    """Django would quietly prefer psycopg 3, which without its binary part is five times slower."""
    from importlib.util import find_spec

    assert find_spec("psycopg") is None
    assert find_spec("psycopg2") is not None
