"""A chart as readers take it away, and as plotly.js draws it: chart.svg, chart.png, chart.csv, chart.json."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from csp_portal.charts import Drawable
from csp_portal.charts.files import png_file, svg_file
from csp_portal.formats.csv_files import csv_response

from .addresses import whole_address
from .jinja2 import date
from .live_pages import NotFound

TYPES = {"svg": "image/svg+xml", "png": "image/png"}


def chart_file(drawn: Drawable | None, ending: str, page: str) -> HttpResponse:
    """The file of a chart that the page at this address shows. Raises NotFound without a chart, and for endings that
    charts do not have."""
    beside = [(_("The page of the chart"), page)]
    if drawn is None:
        raise NotFound(_("There is no such chart."), beside)
    if ending == "json" and (figure := drawn.figure()):
        return JsonResponse(figure)
    name, address = f"{slugify(page.replace('/', '-'))}-{drawn.slug}.{ending}", whole_address(page)
    if ending == "csv":
        columns, rows = drawn.data
        ends = [*columns, _("Page")], ([*row, address] for row in rows)
        return csv_response(name, *ends)
    if ending not in TYPES:
        sentence = _("Charts can be downloaded as PNG, SVG and CSV, not as “%(ending)s”.")
        raise NotFound(sentence % {"ending": ending}, beside)
    svg = svg_file(drawn, address, date(timezone.localdate()))
    response = HttpResponse(svg if ending == "svg" else png_file(svg), content_type=TYPES[ending])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
