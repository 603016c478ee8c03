"""One source: what it is, and every figure it gives, as printed, each with its place."""

from collections.abc import Iterator
from itertools import groupby

from django.db.models import Exists
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.live_pages import NotFound
from plans.models import Partnership
from plans.views.live import of_partnership, page

from ..explaining import of_source, public
from ..models import Disclosure, PrintedKind, RunState
from ..series import Figure, TableHead, figures

KINDS = dict(PrintedKind.choices) | {"value": ""}


@of_partnership
def source(request: HttpRequest, partnership: Partnership, source: str) -> HttpResponse:
    """Raises NotFound for a source that is not public."""
    readable = partnership.sources.published(timezone.now())
    found = readable.filter(slug=source).annotate(is_explained=Exists(partnership.explanations.all())).first()
    if found is None:
        listed = [(one.title, reverse("source", args=[partnership.slug, one.slug])) for one in readable]
        raise NotFound(_("There is no published source “%(slug)s”.") % {"slug": source}, listed)
    given = figures(partnership, source=found)
    told = of_source(public(partnership), source) if found.is_explained else []
    return page(
        request,
        "performance/source.html",
        partnership,
        [
            (partnership.name, reverse("partnership", args=[partnership.slug])),
            (_("Performance"), reverse("performance", args=[partnership.slug])),
            (found.title, ""),
        ],
        source=found,
        protected=found.disclosure == Disclosure.PROTECTED,
        runs=list(found.import_runs.filter(state=RunState.STORED)),
        tables=list(_tables(given)),
        singles=[figure for figure in given if figure.table is None],
        kinds=KINDS,
        count=len(given),
        told=told,
        explained={anchor: one.key for one in told for slug, anchor in one.places if slug == source and anchor},
    )


def _tables(given: list[Figure]) -> Iterator[tuple[TableHead, list[list[Figure]]]]:
    """Each table with its rows, each row with its cells from left to right."""
    placed = [figure for figure in given if figure.table]
    for table, cells in groupby(placed, key=lambda figure: figure.table):
        yield table, [list(row) for _number, row in groupby(cells, key=lambda figure: figure.row)]
