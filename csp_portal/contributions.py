"""What apps add to pages of the apps to their left, which cannot import them.

Each app lists it in its module `contributions`, under a name in capitals: TASKS, PANELS, NEWS, TABLES, PASTE_LAYOUTS,
OFFLINE_TABLES, CHECKLIST_RULES, PLAN_RULES, PLAIN_ANSWERS, TARGET_STATUSES, DISPUTES, FIGURE_LOOKUPS, SHEET_READERS,
PLACE_PARTS, FIRST_STEPS, DOCUMENT_PARTS, SEARCH_ENTRIES, RELATED, LEAD_QUESTIONS, PARTNER_TASKS, LIST_NOTES, FILTERS,
DOWNLOADS, FILE_MAKERS, JOBS, LONG_WORK, METRICS.
The module that asks for a name says what its entries are.
"""

from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@cache
def contributed(name: str) -> tuple[Any, ...]:
    """Everything that the installed apps list under a name, in the order of the apps."""
    found: list[Any] = []
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "contributions"):
            found += getattr(import_module(f"{config.name}.contributions"), name, ())
    return tuple(found)
