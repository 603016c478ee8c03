"""Recomputes the checksum of everything that was published."""

import sys
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from plans.documents.document import checksum
from plans.models import Version


def _is_for_members_as_published(version: Version) -> bool:
    """Whether the text for members is as it was stored; versions of before its checksum was kept have none."""
    kept = getattr(version, "members_checksum", "")
    return not kept or checksum(version.for_members) == kept


class Command(BaseCommand):
    help = "Check that no published version has changed: one line for each that has, and then exit code 1."

    def handle(self, **options: Any) -> None:
        """Check every version of every kind, twenty in memory at a time."""
        right = wrong = 0
        for model in (model for model in apps.get_models() if issubclass(model, Version)):
            for version in model._default_manager.order_by("pk").iterator(chunk_size=20):
                if checksum(version.content) == version.checksum and _is_for_members_as_published(version):
                    right += 1
                else:
                    wrong += 1
                    self.stdout.write(f"{model.__name__} {version.pk}: {version}: the text is not what was published.")
        self.stdout.write(f"Versions as they were published: {right}. Versions that have changed: {wrong}.")
        if wrong:
            sys.exit(1)
