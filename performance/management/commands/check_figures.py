"""Do the figures agree? Runs the checks over everything that is loaded, published or not.

With --json it prints one object:

    findings   a list; each with partnership, key, check, severity (error or warning), sentence, places, printed,
               computed, rule, arithmetic, advice, figures (a checksum of printed and computed) and explained
    counts     error, warning and explained, over all findings

A place has words, locator, and either source and figure (the page /<partnership>/sources/<source>/#<figure>) or plan,
kind and ref (a row of a plan). The exit code is 0 whenever the checks ran: findings are for people to judge.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from performance.checks.explanations import explained_findings
from performance.checks.facts.loading import working_facts
from performance.checks.registry import run
from performance.checks.report import report
from plans.models import Partnership


class Command(BaseCommand):
    help = "Check whether the figures agree, and list what does not. The exit code is 0 when the checks ran."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--partnership", metavar="SLUG", help="only this partnership")
        parser.add_argument(
            "--json", action="store_true", help="one JSON object, its keys described at the top of the file"
        )

    def handle(self, *, partnership: str | None, **options: Any) -> None:
        """Print the findings and counts. Raises CommandError for an unknown partnership."""
        wanted = Partnership.objects.order_by("slug")
        if partnership:
            wanted = wanted.filter(slug=partnership)
            if not wanted:
                raise CommandError(f"There is no partnership at the address “{partnership}”.")
        found = [
            report(owner.slug, one.finding, one.current)
            for owner in wanted
            for one in explained_findings(owner, run(working_facts(owner)))
            if one.finding
        ]
        counts = {
            "error": sum(one["severity"] == "error" for one in found),
            "warning": sum(one["severity"] == "warning" for one in found),
            "explained": sum(one["explained"] for one in found),
        }
        if options["json"]:
            self.stdout.write(json.dumps({"findings": found, "counts": counts}, ensure_ascii=False, indent=1))
            return
        for one in found:
            explained = ", explained" if one["explained"] else ""
            self.stdout.write(f"{one['partnership']} {one['check']} {one['severity']}{explained}: {one['sentence']}")
            self.stdout.write(f"    {'; '.join(place['words'] for place in one['places'])}")
            self.stdout.write(f"    printed: {one['printed']}")
            self.stdout.write(f"    computed: {one['computed']}")
            self.stdout.write(f"    {one['arithmetic']}")
        words = ", ".join(f"{name} {number}" for name, number in counts.items())
        self.stdout.write(f"Findings: {len(found)} ({words}).")
