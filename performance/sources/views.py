"""One source: what it is, and every figure it gives, as printed, each with its place."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Greatest
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext

from csp_portal.formats.linked_data import dataset
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.live_pages import NotFound
from csp_portal.tables import PAGE_SIZE, asked_page, page_links
from performance.checks.explanations import of_source, public
from performance.figures.corrections import corrections
from performance.figures.series import PublishedFigure, TableHead, figures, figures_and_replaced
from performance.models import Disclosure, Observation, Printed, PrintedKind, Revision, RunState
from performance.rules.figure_words import in_columns
from plans.models import Partnership
from plans.public.live import page, partnership_page

KINDS = dict(PrintedKind.choices) | {"value": ""}


@partnership_page(takes=("lang", "page"))
def source(request: HttpRequest, partnership: Partnership, source: str) -> HttpResponse:
    """Raises NotFound for a source that is not public."""
    readable, revised = partnership.sources.published(timezone.now()), Revision.objects.filter(source=OuterRef("pk"))
    said_of_it = {"is_explained": Exists(partnership.explanations.all()), "is_revised": Exists(revised)}
    found = readable.filter(slug=source).annotate(**said_of_it, **_sizes()).first()
    if found is None:
        listed = [(one.title, reverse("source", args=[partnership.slug, one.slug])) for one in readable]
        raise NotFound(_("There is no published source “%(slug)s”.") % {"slug": source}, listed)
    singles = asked_page(request, Paginator(range((found.last_row or 0) + 1), PAGE_SIZE))
    on_this = Q(row__gte=singles.object_list[0], row__lte=singles.object_list[-1])
    given = figures(partnership, on_this if singles.number > 1 else Q(table__isnull=False) | on_this, source=found)
    count = (found.observed or 0) + (found.printed or 0)
    corrected = corrections(*figures_and_replaced(partnership, source=found)) if found.is_revised else []
    told = of_source(public(partnership), source) if found.is_explained else []
    return page(
        request,
        "sources/source.html",
        partnership,
        [
            (partnership.name, reverse("partnership", args=[partnership.slug])),
            (_("Performance"), reverse("performance", args=[partnership.slug])),
            (found.title, ""),
        ],
        source=found,
        linked_data=dataset(
            found.title,
            whole_address(request.path),
            ngettext("A source of %(num)s figure.", "A source of %(num)s figures.", count) % {"num": count},
            publishers=filter(None, [found.publisher]),
            licence=found.licence,
            place=partnership.place,
        ),
        protected=found.disclosure == Disclosure.PROTECTED,
        runs=list(found.import_runs.filter(state=RunState.STORED)[:PAGE_SIZE]),
        tables=list(_tables(given)),
        singles=[figure for figure in given if figure.table is None],
        kinds=KINDS,
        links=page_links(singles, request.GET) if singles.has_other_pages() else None,
        number=singles.number,
        count=count,
        told=told,
        corrections=corrected[:PAGE_SIZE],
        explained={anchor: one.key for one in told for slug, anchor in one.places if slug == source and anchor},
    )


def _sizes() -> dict[str, Any]:
    """How many figures a source has, and the last row of its list of single figures."""
    by_source = {"observed": Observation.objects, "printed": Printed.objects}
    counted = {
        name: rows.filter(source=OuterRef("pk")).order_by().values("source").annotate(found=Count("pk"))
        for name, rows in by_source.items()
    }
    last = Observation.objects.filter(source=OuterRef("pk"), table=None).order_by("-row").values("row")
    printed_last = Printed.objects.filter(source=OuterRef("pk"), table=None).order_by("-row").values("row")
    return {name: Subquery(rows.values("found")) for name, rows in counted.items()} | {
        "last_row": Greatest(Coalesce(Subquery(last[:1]), 0), Coalesce(Subquery(printed_last[:1]), 0))
    }


def _tables(given: list[PublishedFigure]) -> Iterator[tuple[TableHead, list[tuple[PublishedFigure, list[Any]]]]]:
    """Each table with its rows: the first figure of each, and its cells by column, None for one without a figure."""
    placed = [figure for figure in given if figure.table]
    for table, cells in groupby(placed, key=lambda figure: figure.table):
        rows = [list(row) for _number, row in groupby(cells, key=lambda figure: figure.row)]
        yield table, [(row[0], in_columns(row, table.columns)) for row in rows]
