from django.db import migrations, models
from django.db.models import F, Q

STATES = [
    ("value", "Value"),
    ("suppressed", "Suppressed"),
    ("not available", "Not available"),
    ("to be confirmed", "To be confirmed"),
    ("not applicable", "Not applicable"),
]
DISCLOSURE = [
    ("protected", "Small counts hidden and others rounded"),
    ("open", "Shown as given"),
]


def disclosure(default):
    return models.CharField(choices=DISCLOSURE, default=default, max_length=10)


class Migration(migrations.Migration):
    """Sources that are here already stay as they are read; new ones are protected unless said otherwise."""

    dependencies = [("performance", "0006_checks")]

    operations = [
        migrations.AddField("source", "disclosure", disclosure("open")),
        migrations.AlterField("source", "disclosure", disclosure("protected")),
        migrations.AddField(
            "source",
            "threshold",
            models.PositiveSmallIntegerField(default=5, help_text="Counts from 1 to one less than this are hidden"),
        ),
        migrations.AddField(
            "source",
            "round_to",
            models.PositiveSmallIntegerField(default=5, help_text="Other counts are rounded to the nearest of these"),
        ),
        migrations.AddField("source", "editions", models.JSONField(default=list, editable=False)),
        *(
            migrations.AddField(model, name, field)
            for model in ("observation", "printed")
            for name, field in (
                (
                    "public_value",
                    models.DecimalField(blank=True, decimal_places=4, editable=False, max_digits=18, null=True),
                ),
                (
                    "public_state",
                    models.CharField(blank=True, choices=STATES, default="", editable=False, max_length=20),
                ),
            )
        ),
        *(
            migrations.AddConstraint(
                model,
                models.CheckConstraint(
                    condition=Q(public_state__in=["", *(value for value, _label in STATES)]),
                    name=f"{model}_public_state_known",
                    violation_error_message=(
                        f"The public state must be empty or one of: {', '.join(label for _value, label in STATES)}."
                    ),
                ),
            )
            for model in ("observation", "printed")
        ),
        migrations.AddConstraint(
            "source",
            models.CheckConstraint(
                condition=Q(disclosure__in=["protected", "open"]),
                name="source_disclosure_known",
                violation_error_message=(
                    "The disclosure must be one of: Small counts hidden and others rounded, Shown as given."
                ),
            ),
        ),
        migrations.AddConstraint(
            "source",
            models.CheckConstraint(
                condition=Q(round_to__gte=1, round_to__lte=F("threshold"), threshold__gte=2),
                name="source_disclosure_rule",
                violation_error_message="Hide counts below at least 2, and round to at most that number.",
            ),
        ),
    ]
