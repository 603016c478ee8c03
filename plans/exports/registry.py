"""The forms in which a version of a plan can be taken away. A new one is one more line here and one address."""

from django.utils.translation import gettext_lazy as _

from csp_portal.formats.spreadsheets import ods, xlsx

from .archive.files import archive
from .csvw import csv_zip
from .papers.plan_paper import actions_word, plan_pdf, plan_word, summary_pdf
from .shape import Export, PublishedText
from .tables.book import book_of

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def plan_xlsx(text: PublishedText) -> bytes:
    """The tables of a plan as an Excel workbook."""
    return xlsx.xlsx(book_of(text))


def plan_ods(text: PublishedText) -> bytes:
    """The tables of a plan as an OpenDocument spreadsheet."""
    return ods.ods(book_of(text))


PLAN_EXPORTS = {
    export.name: export
    for export in (
        Export("plan.pdf", _("whole plan"), PDF, plan_pdf, shown=True),
        Export("plan.docx", _("whole plan"), WORD, plan_word),
        Export("summary.pdf", _("two-page summary"), PDF, summary_pdf, shown=True),
        Export("actions.docx", _("action plan"), WORD, actions_word),
        Export("plan.xlsx", _("tables as a spreadsheet"), xlsx.MEDIA_TYPE, plan_xlsx),
        Export("plan.ods", _("tables as an OpenDocument spreadsheet"), ods.MEDIA_TYPE, plan_ods),
        Export("plan.csv.zip", _("tables as CSV files"), "application/zip", csv_zip),
        Export("archive.zip", _("everything in one archive"), "application/zip", archive, gathers=True),
    )
}
