"""Who hears the claims of pages, by all judges."""

from . import chart_titles, claims, report_claims
from .claims import Verdict
from .reading import Page
from .recount import Stored


class Judge:
    """Hears the claims of pages and keeps the verdicts."""

    def __init__(self, stored: Stored) -> None:
        self.stored = stored
        self.verdicts: list[Verdict] = []

    def hear(self, page: Page) -> None:
        for judge in (*claims.JUDGES, *chart_titles.JUDGES, *report_claims.JUDGES):
            for kind, claim, given, true in judge(page, self.stored):
                self.verdicts.append(Verdict(kind, page.address, claim, str(given), bool(true)))
