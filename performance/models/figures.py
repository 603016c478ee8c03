"""Sources and what they say: observations, and figures that a document worked out for itself."""

import datetime as dt
from copy import copy

from django.db import models
from django.db.models import F, Q, TextChoices
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from csp_portal.charts import project
from csp_portal.constraints import both_or_neither, check, listed, not_after, one_of, unique
from csp_portal.formats.slugs import slug_of
from performance.rules.figure_words import FigureWords, protected_words, table_document
from plans.models import Area, Partnership, Plan, User, Visibility
from plans.models.rows import Editable, InOrder
from plans.schemas.plan import MapDocument, TableDocument

from .indicators import Indicator


class FigureState(TextChoices):
    """The seven states of a figure. Only the first has a number; none of the others is a zero."""

    VALUE = "value", _("Value")
    SUPPRESSED = "suppressed", _("Suppressed")
    NOT_AVAILABLE = "not available", _("Not available")
    TO_BE_CONFIRMED = "to be confirmed", _("To be confirmed")
    NOT_APPLICABLE = "not applicable", _("Not applicable")
    NOT_PUBLISHED = "not yet published", _("Not yet published")
    NOT_COLLECTED = "not collected", _("Not collected")


class Disclosure(TextChoices):
    """Whether the figures of a source may be read as they are. Open data, and what is published already, may."""

    PROTECTED = "protected", _("Small counts hidden and others rounded")
    OPEN = "open", _("Shown as given")


class SourceQuerySet(models.QuerySet):
    def published(self, at: dt.datetime) -> "SourceQuerySet":
        """Sources that the public may read at this moment."""
        return self.filter(published_at__lte=at)


class Source(Editable):
    """A document or file that figures come from. Public pages read published sources only.

    `plan`: the plan whose own document this is; its tables stand in the plan as read. Of a protected source the public
    sees what the last publication worked out, and never the counts themselves; `editions` remembers every publication,
    so that two of them together give nothing away. `confirmed_open_*`: who said that its small counts may be read by
    anybody, asked once; data that is open to the single record, and what the commands load, needs no such word.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="sources")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="sources", null=True, blank=True)
    slug = models.SlugField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    publisher = models.CharField(max_length=200, blank=True)
    issued = models.CharField(max_length=100, blank=True, help_text=_("When it was issued, as printed"))
    file_name = models.CharField(max_length=200, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    disclosure = models.CharField(max_length=10, choices=Disclosure, default=Disclosure.PROTECTED)
    threshold = models.PositiveSmallIntegerField(
        default=5, help_text=_("Counts from 1 to one less than this are hidden")
    )
    round_to = models.PositiveSmallIntegerField(
        default=5, help_text=_("Other counts are rounded to the nearest of these")
    )
    confirmed_open_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_open_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    editions = models.JSONField(default=list, editable=False)
    published_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()
    NATURAL_KEY = ("partnership__slug", "slug")

    class Meta:
        ordering = ["partnership", "title"]
        constraints = [
            unique("source_once", ["partnership", "slug"], _("This partnership already has a source at this address.")),
            one_of("source", "disclosure", Disclosure),
            check(
                "source_disclosure_rule",
                Q(threshold__gte=2, round_to__gte=1, round_to__lte=F("threshold")),
                _("Hide counts below at least 2, and round to at most that number."),
            ),
            check(
                "source_confirmed_open",
                Q(disclosure=Disclosure.OPEN) | Q(confirmed_open_at=None, confirmed_open_by=None),
                _("Only an open source can be confirmed as open."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.slug = self.slug or slug_of(self.title, "source")


class ChartKind(TextChoices):
    NONE = "", _("No chart")
    BARS = "bars", _("Bars of the first column")
    PAIRS = "pairs", _("Two columns side by side")
    RANKING = "ranking", _("Ranking of areas, with a map")


class FigureTable(InOrder):
    """One table of a source, as it was printed: its columns here, its cells in the figures that name it.

    `loaded`: an import made it from the headings of a file.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="tables")
    slug = models.SlugField(max_length=80, blank=True)
    title = models.CharField(max_length=200)
    label_heading = models.CharField(max_length=100, blank=True, help_text=_("Heading of the first column"))
    columns = models.JSONField(help_text=_("Headings of the other columns, as printed"))
    unit = models.CharField(max_length=50, blank=True)
    locator = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    chart = models.CharField(max_length=10, choices=ChartKind, default=ChartKind.NONE, blank=True)
    loaded = models.BooleanField(default=False, editable=False)

    NATURAL_KEY = "slug"

    class Meta:
        ordering = ["source", "position"]
        constraints = [
            one_of("figure_table", "chart", ChartKind),
            unique("figure_table_once", ["source", "slug"], _("This source already has a table at this address.")),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        self.slug = self.slug or slug_of(self.title, "table")

    def to_document(self, audience: Visibility) -> TableDocument:
        figures = [*self.observations.all(), *self.printeds.all()]
        return table_document(self, self.source, [figure.as_public(self.source) for figure in figures])

    def map_document(self) -> MapDocument | None:
        """The map of a ranking of areas, drawn from their outlines; None where there is nothing to draw."""
        if self.chart != ChartKind.RANKING or self.source.disclosure != Disclosure.OPEN:
            return None
        areas = [figure.area for figure in self.observations.all() if figure.area.outline]
        if not areas:
            return None
        outlines = project({area.code: area.outline for area in areas})
        return {"table": self.slug, "attribution": areas[0].area_set.attribution, **outlines}


class Figure(FigureWords, models.Model):
    """What observations and printed figures share: the words on the page, the number in them, and where it stands.

    `row` and `column` count from 0 inside `table`, without the headings. A period that the source leaves open is
    NULL, and `period_as_printed` says what it says. `public_*` is what readers see of a protected source; without a
    state they see that the figure is suppressed.
    """

    # Each kind of figure has an index that begins with its source.
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="%(class)ss", db_index=False)
    import_run = models.ForeignKey("performance.ImportRun", on_delete=models.PROTECT, related_name="%(class)ss")
    table = models.ForeignKey(FigureTable, on_delete=models.PROTECT, related_name="%(class)ss", null=True, blank=True)
    row = models.PositiveIntegerField(default=0)
    column = models.PositiveIntegerField(default=0)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="%(class)ss")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="%(class)ss")
    period_start = models.DateField(null=True, blank=True)
    period_end = models.DateField(null=True, blank=True)
    period_as_printed = models.CharField(max_length=150, blank=True)
    label = models.CharField(max_length=200, blank=True, help_text=_("What the source calls it, as printed"))
    as_printed = models.CharField(max_length=100, blank=True)
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0, help_text=_("Places after the point, as printed"))
    unit = models.CharField(max_length=5, blank=True)
    state = models.CharField(max_length=20, choices=FigureState, default=FigureState.VALUE)
    qualifier = models.CharField(max_length=50, blank=True, help_text=_("e.g. around, over, up to"))
    locator = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    public_value = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True, editable=False)
    public_state = models.CharField(max_length=20, choices=FigureState, blank=True, default="", editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.indicator}, {self.area}, {self.period_words}: {self.as_printed or self.get_state_display()}"

    def as_public(self, source: Source) -> "Figure":
        """The figure as readers may see it."""
        if source.disclosure == Disclosure.OPEN:
            return self
        found = copy(self)
        vars(found).update(protected_words(self.public_value, self.public_state))
        return found


def figure_constraints(model: str) -> list[models.BaseConstraint]:
    """What must be true of every figure."""
    return [
        one_of(model, "state", FigureState),
        check(
            f"{model}_public_state_known",
            Q(public_state__in=["", *FigureState.values]),
            format_lazy(_("The public state must be empty or one of: {words}."), words=listed(*FigureState.labels)),
        ),
        both_or_neither(model, "period_start", "period_end"),
        not_after(model, "period_start", "period_end"),
        check(
            f"{model}_number_only_with_value",
            Q(state=FigureState.VALUE, value__isnull=False) | (~Q(state=FigureState.VALUE) & Q(value__isnull=True)),
            _("Give a number only with the state “value”."),
        ),
    ]


def against_constraints(model: str) -> list[models.BaseConstraint]:
    """What must be true of the earlier period that a printed figure is compared with."""
    return [both_or_neither(model, "against_start", "against_end"), not_after(model, "against_start", "against_end")]


class Observation(Figure):
    """What one source says of one indicator in one area and period. Two sources may disagree; one may not."""

    kind = "value"
    provisional = models.BooleanField(default=False)

    class Meta:
        ordering = ["indicator", "area", "period_start", "source"]
        constraints = [
            *figure_constraints("observation"),
            unique(
                "observation_once",
                ["source", "indicator", "area", "period_start", "period_end"],
                _("This source already says this about that area and period."),
            ),
            unique(
                "observation_once_open_period",
                ["source", "indicator", "area", "period_as_printed"],
                _("This source already says this about that area."),
                condition=Q(period_start__isnull=True),
            ),
        ]
        indexes = [models.Index(fields=["indicator", "area", "period_end"], name="observation_series")]


class PrintedKind(TextChoices):
    CHANGE = "change", _("Change")
    PERCENT_CHANGE = "percent change", _("Change in per cent")
    POINTS = "points", _("Change in points")
    RANK = "rank", _("Rank")
    TARGET = "target", _("Target")
    STATUS = "status", _("Status symbol")
    SAVING = "saving", _("Saving")
    SHARE = "share", _("Share")


class Printed(Figure):
    """A change, rank or symbol that a document worked out: kept as printed, compared with what observations give."""

    kind = models.CharField(max_length=20, choices=PrintedKind)
    against_start = models.DateField(null=True, blank=True)
    against_end = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = _("printed figures")
        ordering = ["indicator", "area", "period_start", "kind"]
        constraints = [
            *figure_constraints("printed"),
            *against_constraints("printed"),
            one_of("printed", "kind", PrintedKind),
            unique(
                "printed_once",
                ["source", "locator", "indicator", "area", "kind", "row", "column"],
                _("This printed figure is already here."),
            ),
        ]


class Revision(Figure):
    """What a source said or printed before a later file of the same source said otherwise.

    No page counts it as a figure. `kind` is "value" for an observation, else what was printed.
    """

    VALUE = "value"
    KINDS = [(VALUE, _("Value")), *PrintedKind.choices]

    kind = models.CharField(max_length=20, choices=KINDS, default=VALUE)
    against_start = models.DateField(null=True, blank=True)
    against_end = models.DateField(null=True, blank=True)
    provisional = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("performance.ImportRun", on_delete=models.PROTECT, related_name="replaced")

    class Meta:
        ordering = ["indicator", "area", "period_start", "-replaced_by"]
        constraints = [
            *figure_constraints("revision"),
            *against_constraints("revision"),
            check(
                "revision_kind_known",
                Q(kind="value", against_start=None) | Q(kind__in=PrintedKind.values, provisional=False),
                _("A replaced figure is a value, which is compared with no period, or a printed figure."),
            ),
        ]
        indexes = [models.Index(fields=["source", "indicator", "area", "period_end"], name="revision_series")]
