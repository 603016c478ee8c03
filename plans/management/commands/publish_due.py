"""Publishes the plans whose time has come. Run it every minute."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from plans.publishing.approval import TransitionError
from plans.publishing.transitions import due_plans, make_transition


class Command(BaseCommand):
    help = (
        "Publish every plan that is scheduled, due, without errors and signed. Exit code 1 when one could "
        "not be published."
    )

    def handle(self, **options: Any) -> None:
        """Publish each plan by itself: one that is refused is said and does not stop the others."""
        refused = False
        for plan in due_plans():
            try:
                make_transition(plan, "publish", by=plan.publish_by, note=plan.publish_note)
            except TransitionError as problem:
                refused = True
                self.stderr.write(f"{plan}: not published. {problem}")
            else:
                self.stdout.write(f"{plan}: published.")
        if refused:
            sys.exit(1)
