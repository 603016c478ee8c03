"""Makes the files of the newest version of each plan, so that no reader waits for a long PDF."""

from typing import Any

from django.core.management.base import BaseCommand

from plans.documents.newest_versions import newest_ids
from plans.exports.plan_files import forms_of, plan_file
from plans.models import PlanVersion


class Command(BaseCommand):
    help = "Makes the files of the newest version of each plan that are not made yet. Run it every few minutes."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make each file by itself: what is made stays made when a later one fails."""
        made = 0
        for version in PlanVersion.objects.filter(pk__in=newest_ids()).select_related("plan__partnership"):
            known = set(version.files.values_list("name", flat=True))
            missing = [export for name, export in forms_of(version).items() if name not in known]
            for export in missing:
                plan_file(version, export)
            made += len(missing)
        self.stdout.write(f"{made} files made.")
