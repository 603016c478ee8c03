"""What belongs to a partnership and goes with it, found by walking the relations of the models; what does not, and
why."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q

from performance.models import ImportRun, Indicator, SeriesBreak, SimilarGroup, SimilarMember, UnitCost
from performance.models.imports import RunState
from plans.models import (
    Area,
    AreaLink,
    AreaSet,
    Councillor,
    Organisation,
    Partnership,
    Postcode,
    PostcodeDirectory,
    Subscription,
    User,
)

Model = type[models.Model]

ROOMS = ("plans", "priorities", "performance")
# Whole apps that stay behind, and why.
APPS_STAY = {
    "csp_portal": "stored pages, and what limits how much is sent: made again at any time",
    "contenttypes": "Django's list of the models",
    "auth": "groups and rights of Django are not used",
    "sessions": "who is signed in to one portal",
    "axes": "attempts to sign in to one portal",
    "otp_totp": "second factors: people set up their own again",
    "otp_static": "second factors: people set up their own again",
}
# Models of these rooms that stay behind, and why.
STAYS = {
    "plans.User_groups": "groups of Django are not used",
    "plans.User_user_permissions": "rights follow from the roles in partnerships",
    "plans.PublishedWard": "a public list, loaded by load_reference",
    "plans.SearchEntry": "made again from what is published",
    "plans.WorkedOut": "worked out again from the rows",
    "performance.SmallAreaLookup": "a public list, loaded by load_lookup",
    "priorities.UpdateLink": "keys of emails that lead to the portal that sent them; send them again",
}
# Rows that several partnerships share, and what each is known by in any portal: where the new one has the row, it is
# used as it is. They go with a partnership that names them.
SHARED: dict[Model, tuple[str, ...]] = {
    User: ("email",),
    Organisation: ("name",),
    AreaSet: ("slug",),
    Area: ("code",),
    Indicator: ("slug",),
    AreaLink: ("smaller", "larger"),
    SeriesBreak: ("partnership", "indicator", "area", "starts_on", "reason"),
    UnitCost: ("partnership", "indicator", "prices", "estimate"),
    SimilarGroup: ("area", "starts_on"),
    SimilarMember: ("group", "position"),
    Councillor: ("area", "name", "starts_on"),
    PostcodeDirectory: ("district",),
    Postcode: ("postcode",),
}
# What is said of shared rows goes with all the rows that it is about.
SAID_OF: dict[Model, tuple[str, ...]] = {
    AreaLink: ("smaller", "larger"),
    SeriesBreak: ("indicator",),
    UnitCost: ("indicator",),
    SimilarGroup: ("area",),
    SimilarMember: ("group",),
    Councillor: ("area",),
    Postcode: ("directory",),
}
# Some of that holds for one partnership alone, or for all; what others noted for themselves stays with them.
HELD_ALONE = (SeriesBreak, UnitCost)
# A shared row must say the same of these in both portals: figures under it would mean something else otherwise.
AGREES: dict[Model, tuple[str, ...]] = {Indicator: ("unit",)}
# Columns that stay behind: what lets somebody in, and what the new portal makes itself.
COLUMNS_LEFT: dict[Model, tuple[str, ...]] = {
    User: ("password", "last_login", "is_superuser", "is_staff"),
    Subscription: ("secret", "confirm_hash", "stop_hash", "portal"),
    Partnership: ("public_revision",),
}
FINISHED = (RunState.STORED, RunState.UNDONE, RunState.REFUSED, RunState.LEFT)
# Of these models only some rows go: an import that is not saved has its file outside the database, and emails that were
# asked for need the key of the portal that asks for the confirmation.
ONLY: dict[Model, Q] = {
    ImportRun: Q(state__in=FINISHED),
    Subscription: Q(confirmed_at__isnull=False),
}


def ours() -> list[Model]:
    """Every model of the rooms, also those that only link two others."""
    return [model for room in ROOMS for model in apps.get_app_config(room).get_models(include_auto_created=True)]


def relations(model: Model) -> Iterator["models.ForeignKey[Any, Any]"]:
    """The foreign keys of a model."""
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            yield field


@cache
def ways() -> dict[Model, tuple[str, ...]]:
    """The models whose rows belong to one partnership each, with the lookups that lead from a row to it.

    A row belongs where what it must name belongs; a row that need not name any, such as the part somebody has in an
    action or else in a milestone, belongs where one of the rows does that it may name.
    """
    found: dict[Model, tuple[str, ...]] = {Partnership: ("pk",)}
    left = [model for model in ours() if model not in SHARED and model._meta.label not in STAYS]
    left.remove(Partnership)
    while left:
        new = _led(left, found, optional=False) or _led(left, found, optional=True)
        if not new:
            break
        found |= new
        left = [model for model in left if model not in new]
    return found


def _led(left: list[Model], found: dict[Model, tuple[str, ...]], *, optional: bool) -> dict[Model, tuple[str, ...]]:
    """Of these models those that lead to one that was found."""
    new = {}
    for model in left:
        to = [one for one in relations(model) if one.null is optional and one.related_model in found]
        lookups = [_lookup(one, way) for one in (to if optional else to[:1]) for way in found[one.related_model]]
        if lookups:
            new[model] = tuple(lookups)
    return new


def _lookup(field: "models.ForeignKey[Any, Any]", way: str) -> str:
    return field.name if way == "pk" else f"{field.name}__{way}"


@cache
def in_order() -> tuple[Model, ...]:
    """Every model that goes, after all that its rows must name; what they may name comes later only in a circle."""
    left = [model for model in ours() if model in ways() or model in SHARED]
    placed: list[Model] = []
    while left:
        ready = [model for model in left if _rests_on(model, {*placed, model}, also_optional=True)]
        ready = ready or [model for model in left if _rests_on(model, {*placed, model}, also_optional=False)][:1]
        placed += ready
        left = [model for model in left if model not in ready]
    return tuple(sorted(placed, key=says_of_rows))


def says_of_rows(model: Model) -> bool:
    """Whether the rows name others in words: the history and comments, which come after all that they may name."""
    return any(field.name == "row_kind" for field in model._meta.concrete_fields)


def _rests_on(model: Model, placed: set[Model], *, also_optional: bool) -> bool:
    named = {one.related_model for one in relations(model) if also_optional or not one.null}
    return named <= placed


def columns(model: Model) -> list["models.Field[Any, Any]"]:
    """The columns of a model that go with its rows; Markdown has its HTML made again from it."""
    markdown = {f"{one.name}_html" for one in model._meta.concrete_fields if type(one).__name__ == "MarkdownField"}
    stay = {*COLUMNS_LEFT.get(model, ()), *markdown}
    return [one for one in model._meta.concrete_fields if not one.primary_key and one.name not in stay]


@cache
def named() -> frozenset[Model]:
    """The models whose rows others name."""
    return frozenset(one.related_model for model in in_order() for one in relations(model))


def every(model: Model) -> models.QuerySet[Any]:
    """All rows of a model, past the managers that keep what was published from being written."""
    return models.QuerySet(model)


def of_partnership(model: Model, partnership: Partnership) -> models.QuerySet[Any]:
    """The rows of a model that belong to a partnership, oldest first."""
    condition = Q()
    for way in ways()[model]:
        condition |= Q(**{way: partnership.pk})
    return every(model).filter(condition, ONLY.get(model, Q())).order_by("pk")


def shared_with(partnership: Partnership) -> dict[Model, set[int]]:
    """The keys of all shared rows that a partnership keeps, that its rows name, and that these name in turn."""
    chosen: dict[Model, set[int]] = {model: set() for model in SHARED}
    for model in SHARED:
        for field in relations(model):
            if field.related_model is Partnership:
                chosen[model] |= _keys(every(model).filter(**{field.name: partnership.pk}), "pk")
    for model in ways():
        for field in relations(model):
            if field.related_model in SHARED:
                chosen[field.related_model] |= _keys(of_partnership(model, partnership), field.attname)
    own_sets = AreaSet.objects.filter(partnership=partnership)
    chosen[Area] |= _keys(Area.objects.filter(area_set__in=own_sets), "pk")
    while True:
        before = sum(map(len, chosen.values()))
        _follow(chosen, partnership)
        if sum(map(len, chosen.values())) == before:
            return chosen


def _follow(chosen: dict[Model, set[int]], partnership: Partnership) -> None:
    """Add what is said of the chosen rows, and what they name."""
    for model, about in SAID_OF.items():
        condition = Q(**{f"{one.name}__in": chosen[one.related_model] for one in relations(model) if one.name in about})
        only = Q(partnership=None) | Q(partnership=partnership) if model in HELD_ALONE else Q()
        chosen[model] |= _keys(every(model).filter(condition, only), "pk")
    own_districts = PostcodeDirectory.objects.filter(district__in=partnership.areas.all())
    chosen[PostcodeDirectory] |= _keys(own_districts, "pk")
    for model in SHARED:
        rows = every(model).filter(pk__in=chosen[model])
        for field in relations(model):
            if field.related_model in SHARED:
                chosen[field.related_model] |= _keys(rows, field.attname)


def _keys(rows: models.QuerySet[Any], name: str) -> set[int]:
    return set(rows.exclude(**{name: None}).order_by().values_list(name, flat=True).distinct())
