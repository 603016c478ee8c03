from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "Figures and targets"

    def ready(self) -> None:
        from plans import waiting as desk
        from plans.row_kinds import RowKind, register

        from . import models, waiting

        desk.register(waiting.targets)

        register(
            RowKind("targets", models.Target, "target", "targets", "plan", "plan",
                    ("name", "priority", "indicator", "area", "kind", "as_printed", "value", "decimals", "state",
                     "baseline_start", "baseline_end", "baseline_as_printed", "baseline_value", "baseline_state",
                     "due_start", "due_end", "rule", "holder", "note", "locator")),
        )  # fmt: skip
