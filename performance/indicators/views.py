"""How the partnership is doing: targets beside outturns, the sources' tables, and one page for each indicator."""

from collections.abc import Container, Sequence
from dataclasses import replace

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from csp_portal.formats.linked_data import dataset
from csp_portal.formats.spreadsheets.one_table import TableFile
from csp_portal.pages.addresses import whole_address
from csp_portal.pages.chart_files import chart_file
from csp_portal.pages.embeds.page import embed_page
from csp_portal.pages.live_pages import NotFound
from csp_portal.pages.table_files import table_response
from performance.figures.breaks import breaks, indicator_and_breaks
from performance.figures.corrections import corrections
from performance.figures.disputes import values_elsewhere
from performance.figures.documents import Published, published
from performance.figures.places import Extents
from performance.figures.planned import is_measured, planned_about
from performance.figures.related import of_figures, of_indicators
from performance.figures.relations import in_groups
from performance.figures.series import PublishedFigure, figures, figures_and_replaced, tables
from performance.figures.similar import BASES, SimilarAverages
from performance.models import Indicator, Observation, Source
from performance.rules.targets.words import answer
from plans.documents.related import RelatedPages
from plans.models import Partnership, SearchKind
from plans.public.charts import table_chart
from plans.public.live import LISTED, page, partnership_page
from plans.public.plain_answers import AnswerText
from plans.schemas.walk import actions_of

from .harm.page import harm_part
from .listing import indicator_rows, observation_rows
from .measures.words import explained_measures, published_measure
from .page import IndicatorPage
from .plain_answers import of_places
from .tables import IndicatorTable, ObservationTable
from .target_tables import COLUMNS, TargetTable, each_once, known_targets, outcome_rows, target_tables, targets_of


@partnership_page(takes=LISTED)
def overview(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    """Targets beside outturns for every published plan and report, every printed table, every indicator."""
    documents, extents = published(partnership), Extents(partnership)
    shown = _of_targets(documents) | _in_tables(partnership) | extents.newest_elsewhere(documents.own)
    found = figures(partnership, shown)
    similar = SimilarAverages(found, documents.groups)
    targets = target_tables(documents, found, breaks(partnership), timezone.localdate(), similar=similar)
    rows = indicator_rows(partnership.slug, found, documents.own, extents.spread)
    listed = IndicatorTable(rows, exclude=() if any(row["rank"] for row in rows) else ("rank",))
    return page(
        request,
        "indicators/overview.html",
        partnership,
        [*_crumbs(partnership)[:1], (_("Performance"), "")],
        answer=answer(each_once(targets)),
        targets=targets,
        protected=extents.protected,
        tables=list(_tables(partnership.slug, found, extents.background)),
        table=listed.as_asked(request) if found else None,
        reports=[content for _number, content in documents.reports],
        harm=harm_part(partnership, documents.own),
        measures=explained_measures(partnership),
        indicator_pages={row["href"] for row in rows},
    )


@partnership_page(takes=())
def targets_file(request: HttpRequest, partnership: Partnership, ending: str) -> HttpResponse:
    """Every target with its outturn and status, as the page of performance shows them, as a table."""
    documents = published(partnership)
    found = figures(partnership, _of_targets(documents))
    similar = SimilarAverages(found, documents.groups)
    tables = target_tables(documents, found, breaks(partnership), timezone.localdate(), similar=similar)
    page = whole_address(reverse("performance", args=[partnership.slug]))
    title, name = _("Targets and results"), f"{partnership.slug}-targets"
    table = TableFile(name, title, COLUMNS, outcome_rows(tables), page, partnership.name)
    return table_response(table, ending)


@partnership_page(takes=LISTED)
def indicator(request: HttpRequest, partnership: Partnership, indicator: str) -> HttpResponse:
    """Everything the sources say about one indicator, and the targets for it."""
    drawn, targets, documents = _indicator_page(partnership, indicator)
    rows = observation_rows(partnership.slug, drawn.figures)
    empty = [name for name in ("remark", "place") if not any(row[name] for row in rows)]
    listed = ObservationTable(rows, exclude=empty)
    return page(
        request,
        "indicators/indicator.html",
        partnership,
        [*_crumbs(partnership), (drawn.indicator.name, "")],
        drawn=drawn,
        linked_data=dataset(
            f"{drawn.indicator.name}: {partnership.place}",
            whole_address(request.path),
            drawn.answer,
            publishers=[partnership.name],
            place=partnership.place,
            period=drawn.covers,
        ),
        plain=AnswerText(drawn.indicator.said, True) if drawn.indicator.said else None,
        chiefly_about=drawn.indicator.help_topics,
        measure=published_measure(drawn.indicator.measure, drawn.figures),
        targets=targets,
        planned=planned_about(indicator, drawn.indicator.name, [content for _number, content in documents.plans]),
        related=_related(drawn, documents).of(request.path, but=(SearchKind.PRIORITY,)),
        table=listed.as_asked(request) if drawn.observations else None,
    )


@partnership_page(takes=())
def chart(request: HttpRequest, partnership: Partnership, indicator: str, ending: str) -> HttpResponse:
    """The chart of an indicator as a file, and as plotly.js draws it."""
    drawn, _targets, _documents = _indicator_page(partnership, indicator)
    return chart_file(drawn.chart, ending, reverse("indicator", args=[partnership.slug, indicator]))


@partnership_page(takes=())
def targets(request: HttpRequest, partnership: Partnership, indicator: str) -> HttpResponse:
    """The targets for an indicator with their status, for frames on other sites."""
    drawn, groups, _documents = _indicator_page(partnership, indicator)
    here = reverse("indicator", args=[partnership.slug, indicator])
    if not groups:
        sentence = _("No published plan has a target for “%(name)s”.")
        raise NotFound(sentence % {"name": drawn.indicator.name}, [(drawn.indicator.name, here)])
    title = _("Targets: %(name)s") % {"name": drawn.indicator.name}
    context = {"title": title, "partnership": partnership, "groups": groups}
    return embed_page("indicators/embed_targets.html", context, page=here, day=timezone.localdate())


@partnership_page(takes=())
def table_file(request: HttpRequest, partnership: Partnership, source: str, table: str, ending: str) -> HttpResponse:
    """The chart of a table that a source prints."""
    shown = _tables(partnership.slug, figures(partnership, _in_tables(partnership)))
    drawn = next((one["chart"] for one in shown if one["slug"] == f"{source}-{table}"), None)
    return chart_file(drawn, ending, reverse("performance", args=[partnership.slug]))


def _crumbs(partnership: Partnership) -> list[tuple[str, str]]:
    return [
        (partnership.name, reverse("partnership", args=[partnership.slug])),
        (_("Performance"), reverse("performance", args=[partnership.slug])),
    ]


def _of_targets(documents: Published) -> Q:
    """The figures of what plans and reports aim at, and of the partnership's own areas."""
    targets = [one for _number, plan in documents.plans for one in targets_of(plan)]
    targets += [one for _number, report in documents.reports for one in report["targets"]]
    return of_places(targets, documents.own, documents.groups)


def _in_tables(partnership: Partnership) -> Q:
    """The figures in tables that documents print, and what other sources say of the same."""
    cells = Observation.objects.filter(source__partnership=partnership, table__loaded=False).order_by()
    same = {f"{name}__in": cells.values(name) for name in ("indicator", "area", "period_end")}
    return Q(table__loaded=False) | Q(**same)


def _tables(partnership: str, found: Sequence[PublishedFigure], background: Container[str] = ()):
    """Each table that a document prints with its chart, those of sources in the `background` last."""
    titles = {figure.source.slug: figure.source.title for figure in found}
    disputed = values_elsewhere(found)
    printed = [figure for figure in found if not (figure.table and figure.table.loaded)]
    for table in sorted(tables(printed), key=lambda one: one["source"] in background):
        slug = f"{table['source']}-{table['slug']}"
        drawn = table_chart(table, partnership, "", disputed)
        if drawn:
            address = reverse("table-chart", args=[partnership, table["source"], table["slug"], "json"])
            drawn = replace(drawn, slug=f"chart-{slug}", address=address)
        yield {**table, "slug": slug, "chart": drawn, "source_title": titles[table["source"]]}


def _indicator_page(partnership: Partnership, slug: str) -> tuple[IndicatorPage, list[TargetTable], Published]:
    """Raises NotFound for an indicator of which the partnership has no figure and no target, and that measures none of
    its actions."""
    indicator, broken, directions = indicator_and_breaks(slug, partnership)
    if indicator is None:
        measured = Indicator.objects.filter(observations__source__in=Source.objects.published(timezone.now()))
        known = measured.filter(observations__source__partnership=partnership).distinct().values_list("name", "slug")
        raise NotFound(_("There is no indicator “%(slug)s”.") % {"slug": slug}, _links(partnership, known))
    of_similar = Q(indicator__slug__in=BASES) & in_groups(partnership)
    compared, replaced = figures_and_replaced(partnership, Q(indicator=indicator) | of_similar)
    found = [one for one in compared if one.indicator.slug == slug]
    replaced = [one for one in replaced if one.figure.indicator.slug == slug]
    documents = published(partnership)
    planned = [target for targets in known_targets(documents).values() for target in targets if target["indicator"]]
    targets = [target for target in planned if target["indicator"] == slug]
    similar = SimilarAverages(compared, documents.groups)
    tables = target_tables(documents, found, broken, timezone.localdate(), slug, similar)
    actions = [action for _number, content in documents.plans for action in actions_of(content)]
    if not found and not tables and not any(is_measured(action, slug) for action in actions):
        words = {"name": partnership.name, "indicator": indicator.name}
        known = [(target["name"], target["indicator"]) for target in planned]
        sentence = _("%(name)s has no figure and no target for “%(indicator)s”.") % words
        raise NotFound(sentence, _links(partnership, known))
    corrected = corrections(found, replaced)
    drawn = IndicatorPage(partnership.slug, indicator, found, broken, targets, documents.own, corrected, directions)
    return drawn, tables, documents


def _related(drawn: IndicatorPage, documents: Published) -> RelatedPages:
    """The plans and reports that use an indicator, and the areas that it has figures of."""
    slug = drawn.partnership
    plans = [content for _number, content in documents.plans]
    pages = {*documents.own, *documents.parts}
    figures = [one for one in drawn.observations if one.area.code in pages]
    return RelatedPages(
        [
            *of_indicators(slug, plans, [content for _number, content in documents.reports]),
            *of_figures(slug, figures),
        ]
    )


def _links(partnership: Partnership, known) -> list[tuple[str, str]]:
    return [(name, reverse("indicator", args=[partnership.slug, slug])) for name, slug in known]
