"""The forms in which a version of a plan can be taken away. A new one is one more line here and one address."""

from django.utils.translation import gettext_lazy as _

from .csvw import csv_zip
from .plan_paper import plan_pdf, summary_pdf
from .shape import Export
from .spreadsheets.ods import MEDIA_TYPE as ODS, ods
from .spreadsheets.xlsx import xlsx

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PLAN_EXPORTS = {
    export.name: export
    for export in (
        Export("plan.pdf", _("whole plan"), PDF, plan_pdf, shown=True),
        Export("summary.pdf", _("two-page summary"), PDF, summary_pdf, shown=True),
        Export("plan.xlsx", _("tables as a spreadsheet"), XLSX, xlsx),
        Export("plan.ods", _("tables as an OpenDocument spreadsheet"), ODS, ods),
        Export("plan.csv.zip", _("tables as CSV files"), "application/zip", csv_zip),
    )
}
