"""A chart as readers take it away, and as plotly.js draws it: chart.svg, chart.png, chart.csv, chart.json,
its numbers as spreadsheets, and chart.html for frames on other sites."""

import datetime as dt

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from csp_portal.charts import Drawable
from csp_portal.charts.files import png_file, svg_file
from csp_portal.formats.spreadsheets.one_table import TableFile

from .addresses import whole_address
from .embeds.page import embed_page
from .jinja2 import date
from .live_pages import NotFound
from .table_files import TABLE_FORMS, table_response

TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def chart_file(drawn: Drawable | None, ending: str, page: str, day: dt.date | None = None) -> HttpResponse:
    """The file of a chart that the page at this address shows, published on a `day`, or as it is today; or the chart
    alone as a page for other sites. Raises NotFound without a chart, and for endings that charts do not have."""
    beside = [(_("The page of the chart"), page)]
    if drawn is None:
        raise NotFound(_("There is no such chart."), beside)
    if ending == "json" and (figure := drawn.figure()):
        return JsonResponse(figure)
    day = day or timezone.localdate()
    if ending == "html":
        context = {"title": drawn.title, "chart": drawn, "source": drawn.source}
        return embed_page("components/embed_chart.html", context, page=page, day=day)
    name, address = f"{slugify(page.replace('/', '-'))}-{drawn.slug}", whole_address(page)
    if ending in TABLE_FORMS:
        return table_response(_table(drawn, name, address, date(day)), ending)
    if ending not in TYPES:
        sentence = _("Charts can be downloaded as PNG, SVG, CSV, XLSX and ODS, not as “%(ending)s”.")
        raise NotFound(sentence % {"ending": ending}, beside)
    svg = svg_file(drawn, address, date(day))
    response = HttpResponse(svg if ending == "svg" else png_file(svg), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response


def _table(drawn: Drawable, name: str, address: str, day: str) -> TableFile:
    """The numbers of a chart, each row with the page that shows them."""
    columns, rows = drawn.data
    about = [drawn.sentence, *([_("Source: %(source)s") % {"source": drawn.source}] if drawn.source else [])]
    on_day = _("As published on %(day)s") % {"day": day}
    cells = ([*row, address] for row in rows)
    return TableFile(name, drawn.title, [*columns, _("Page")], cells, address, about=[*filter(None, about), on_day])
