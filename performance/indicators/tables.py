"""The sortable lists of the public figure pages."""

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from csp_portal.tables import NumberColumn, PortalTable

from .listing import figure_href

WIDE = {"cell": {"class": "app-wide"}}


class LinkedFigures(PortalTable):
    """Rows whose column `figure` leads to the figure in its source, where there is one."""

    def render_figure(self, record):
        if not record["figure_href"]:
            return record["figure"]
        return format_html('<a class="app-figure" href="{}">{}</a>', record["figure_href"], record["figure"])


class IndicatorTable(LinkedFigures):
    """Every indicator with its newest figure."""

    caption = _("All indicators")
    name = tables.Column(verbose_name=_("Indicator"), order_by="name_order")
    figure = NumberColumn(verbose_name=_("Newest figure"), order_by="value_order")
    period = tables.Column(verbose_name=_("Period"), order_by="period_order")
    area = tables.Column(verbose_name=_("Area"))
    rank = NumberColumn(verbose_name=_("Rank as printed"), orderable=False)
    unit = tables.Column(verbose_name=_("Unit"))
    type = tables.Column(verbose_name=_("Kind"))
    source = tables.Column(verbose_name=_("Source"), attrs=WIDE)

    class Meta:
        order_by = "name"

    def render_name(self, record):
        return format_html('<a href="{}">{}</a>', record["href"], record["name"])


class ObservationTable(LinkedFigures):
    """What the sources say about one indicator."""

    caption = _("Every figure, as the sources give it")
    area = tables.Column(verbose_name=_("Area"), order_by="area_order")
    period = tables.Column(verbose_name=_("Period"), order_by="period_order")
    figure = NumberColumn(verbose_name=_("Figure"), order_by="value_order")
    as_printed = NumberColumn(verbose_name=_("As printed"), orderable=False)
    remark = tables.Column(verbose_name=_("Remark"), orderable=False, default="")
    source = tables.Column(verbose_name=_("Source"), attrs=WIDE)
    place = tables.Column(verbose_name=_("Where"), orderable=False)

    class Meta:
        order_by = ("-period", "area")


class RankingTable(LinkedFigures):
    """The areas of one set, from the most to the fewest. The page adds columns for what it knows of them."""

    area = tables.Column(verbose_name=_("Area"))
    rank = NumberColumn(verbose_name=_("Rank"), order_by="rank_order")
    figure = NumberColumn(verbose_name=_("Count"), order_by="value_order")

    class Meta:
        order_by = "rank"

    def render_area(self, record):
        return format_html('<a href="{}">{}</a>', record["href"], record["area"])


class FactTable(PortalTable):
    """Facts that are printed more than once, with every printing."""

    caption = _("Facts that are printed more than once")
    name = tables.Column(verbose_name=_("Fact"), attrs=WIDE)
    agrees = tables.Column(verbose_name=_("Agree?"))
    printings = tables.Column(verbose_name=_("As printed"), orderable=False, attrs=WIDE)

    def __init__(self, found, *, partnership: str) -> None:
        super().__init__(found)
        self.partnership = partnership

    def render_agrees(self, value):
        colour, word = ("green", _("agree")) if value else ("red", _("differ"))
        return format_html('<strong class="govuk-tag govuk-tag--{}">{}</strong>', colour, word)

    def render_printings(self, value):
        """Every printing of the fact, with a link to it, its source and where it is in the source."""
        return format_html_join(
            "",
            '<p class="app-printing"><a class="app-figure" href="{}">{}</a> {}</p>',
            ((figure_href(self.partnership, one), one.as_printed or one.shown, _titled(one)) for one in value),
        )


def _titled(figure) -> str:
    """The source of a figure and its place there, as far as readers can find it."""
    return ", ".join(filter(None, [figure.source.title, figure.place]))
