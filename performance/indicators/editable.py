"""What the desk edits of indicators and targets."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from performance import models
from plans.access.permissions import Permission
from plans.access.tasks import FirstStep
from plans.editing import pages
from plans.editing.tables import EditableTable, editable_tables
from plans.models import Partnership, Plan

TABLES = (
    EditableTable("indicators", models.Indicator, _("indicator"), _("indicators"), "partnership", "partnership",
            ("name", "code", "framework", "unit", "better", "type", "rate_base", "definition", "data_source",
             "aliases", "part_of", "variant_of", "usual", "usual_source", "help_topics"),
            _("Indicators kept by this partnership. Others are shared by all partnerships."), shared=True),
    EditableTable("measures", models.PartnershipMeasure, _("measure"), _("measures"), "partnership", "partnership",
            ("indicator", "frequency", "lag", "lag_unit", "provider", "good", "why"),
            _("How often this partnership gets a figure for an indicator (including shared ones), who provides it, "
"and what it means. Readers see this on the indicator’s page.")),
    EditableTable("unit-costs", models.UnitCost, _("unit cost"), _("unit costs"), "indicator", "indicator__partnership",
            ("pounds", "lowest", "highest", "prices", "estimate"), only=(("partnership", None),)),
    EditableTable("costs-of-crime", models.UnitCost, _("cost of a crime"), _("costs of crimes"), "partnership",
            "partnership", ("indicator", "pounds", "lowest", "highest", "prices", "estimate"),
            _("What one crime costs society by a published estimate, such as the Home Office's “The economic and "
              "social costs of crime”, also for a shared indicator. The desk works out what changes would be worth.")),
    EditableTable("harm-tables", models.HarmTable, _("table of harm weights"), _("tables of harm weights"),
            "partnership", "partnership", ("name", "unit", "edition", "source", "licence", "shown"),
            _("How much harm each type of crime does, by a published table such as the Cambridge Crime Harm Index or "
              "the Crime Severity Score. Paste its weights, then choose the indicator that each is for.")),
    EditableTable("harm-weights", models.HarmWeight, _("harm weight"), _("harm weights"), "table",
            "table__partnership", ("crime_type", "weight", "indicator"),
            _("One for each crime type of the table. A weight without an indicator is not used.")),
    EditableTable("plain-answers", models.PlainAnswer, _("plain answer"), _("plain answers"), "partnership",
            "partnership", ("indicator", "area", "sentence"),
            _("Sentences for the top of the page of an indicator or area, in place of those based on figures.")),
    EditableTable("similar-areas", models.SimilarGroup, _("group of similar areas"), _("groups of similar areas"),
            "partnership", "partnership", ("area", "name", "starts_on", "ends_on", "licence", "members"),
            _("Which areas are most like this one, as published. The newest group without an end date is used."),
            shared=True),
    EditableTable("breaks", models.SeriesBreak, _("break in the series"), _("breaks in the series"), "indicator",
            "indicator__partnership", ("starts_on", "area", "reason", "locator"), shared=True),
    EditableTable("changes-in-counting", models.SeriesBreak, _("change in counting"), _("changes in counting"),
            "partnership", "partnership", ("indicator", "starts_on", "area", "reason", "locator"),
            _("From which day an indicator, also a shared one, is counted differently. Figures before and after are "
              "not compared.")),
    EditableTable("directions", models.IndicatorDirection, _("temporary direction"), _("temporary directions"),
            "partnership", "partnership", ("indicator", "better", "starts_on", "ends_on", "reason"),
            _("Where a different direction is better for a time, such as more reports of domestic abuse until 31 "
"March 2028. It applies to periods that end between the dates. Leave a date empty where there is no "
"limit.")),
    EditableTable("targets", models.Target, _("target"), _("targets"), "plan", "plan",
            ("name", "priority", "indicator", "area", "kind", "per_cent_meant", "as_printed", "value", "decimals",
             "state", "baseline_start", "baseline_end", "baseline_as_printed", "baseline_value", "baseline_state",
             "due_start", "due_end", "rule", "holder", "note", "locator"),
            on_page=(("trajectory", ("period_start", "period_end", "value")),),
            asked=("trajectory", "indicator__directions"),
            folded=((_("A change of a percentage in per cent, not in points"), ("per_cent_meant",)),)),
    EditableTable("trajectory", models.TrajectoryValue, _("value on the way"), _("values on the way"), "target",
            "target__plan", ("period_start", "period_end", "value"),
            _("What the target aims at in each period before it is due, such as each quarter. Where you set none, "
"the straight line is used.")),
)  # fmt: skip


def _targets(_owner: Partnership, plan: Plan | None) -> str:
    return pages.address(plan, editable_tables()["targets"]) if plan else ""


def _standard(owner: Partnership, _plan: Plan | None) -> str:
    return reverse("standard-indicators", args=[owner.slug])


FIRST_STEPS = (
    FirstStep(
        6,
        _("Choose the indicators you will use"),
        Permission.EDIT_PARTNERSHIP,
        models.Indicator.used_by.through.objects.all(),
        "partnership",
        _standard,
    ),
    FirstStep(
        7,
        _("Set the targets, each for an indicator"),
        Permission.EDIT_PLAN,
        models.Target.objects.all(),
        "plan__partnership",
        _targets,
    ),
)
