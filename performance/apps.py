from django.apps import AppConfig


class PerformanceConfig(AppConfig):
    name = "performance"
    verbose_name = "Figures and targets"

    def ready(self) -> None:
        from plans.access import tasks as desk
        from plans.desk import panels
        from plans.documents import figure_references
        from plans.editing.tables import RowKind, register
        from plans.news import news as all_news
        from plans.public import plain_answers
        from plans.publishing.checklist import checklist

        from . import models
        from .checks import pages, tasks
        from .indicators import figure_references as prose_figures
        from .indicators.plain_answers import say
        from .reports import panel
        from .reports import tasks as waiting_reports
        from .sources import news

        desk.register(waiting_reports.reports, tasks.targets, tasks.figures)
        plain_answers.register(say)
        checklist.register(pages.problems_of)
        figure_references.register(prose_figures.look_up)
        panels.register(pages.panel, panel.panel)
        all_news.register(news.sources, news.reports)

        register(
            RowKind("indicators", models.Indicator, "indicator", "indicators", "partnership", "partnership",
                    ("name", "code", "framework", "unit", "better", "type", "rate_base", "definition", "data_source",
                     "lag", "owner", "aliases", "part_of", "variant_of", "usual", "usual_source", "help_topics"),
                    "Indicators that this partnership keeps. Others are shared by all partnerships."),
            RowKind("unit-costs", models.UnitCost, "unit cost", "unit costs", "indicator", "indicator__partnership",
                    ("pounds", "prices", "estimate")),
            RowKind("sources", models.Source, "source", "sources", "partnership", "partnership",
                    ("title", "plan", "publisher", "issued", "file_name", "licence", "note"),
                    "Documents and files that figures come from. Figures are loaded, and corrected, by importing; what "
                    "a source says in words, its tables and their legends are kept here."),
            RowKind("statements", models.Statement, "statement", "statements", "source", "source__partnership",
                    ("kind", "locator", "subject", "about", "as_printed", "value", "period_start", "period_end",
                     "indicator", "area", "table", "note")),
            RowKind("figure-tables", models.FigureTable, "table", "tables", "source", "source__partnership",
                    ("title", "label_heading", "columns", "unit", "locator", "note", "chart")),
            RowKind("legends", models.LegendEntry, "line of the legend", "legend", "table",
                    "table__source__partnership", ("symbol", "meaning", "low", "high", "locator")),
            RowKind("plain-answers", models.PlainAnswer, "plain answer", "plain answers", "partnership", "partnership",
                    ("indicator", "area", "sentence"),
                    "Sentences for the top of the page of an indicator or area, in place of those made from figures."),
            RowKind("breaks", models.SeriesBreak, "break in the series", "breaks in the series", "indicator",
                    "indicator__partnership", ("starts_on", "area", "reason", "locator")),
            RowKind("targets", models.Target, "target", "targets", "plan", "plan",
                    ("name", "priority", "indicator", "area", "kind", "as_printed", "value", "decimals", "state",
                     "baseline_start", "baseline_end", "baseline_as_printed", "baseline_value", "baseline_state",
                     "due_start", "due_end", "rule", "holder", "note", "locator")),
            RowKind("reports", models.ProgressReport, "progress report", "progress reports", "", "partnership",
                    ("title", "period_start", "period_end", "meeting")),
            RowKind("report-lines", models.ReportLine, "line", "lines", "report", "report__partnership",
                    ("name", "commentary", "cause", "action", "back_on", "back_as_said", "locator")),
            RowKind("decisions-wanted", models.WantedDecision, "decision wanted", "decisions wanted", "report",
                    "report__partnership", ("text", "reason")),
            RowKind("report-sections", models.ReportSection, "section", "sections", "report", "report__partnership",
                    ("heading", "kind", "body", "visibility", "withheld", "locator")),
        )  # fmt: skip
