"""A plan as one HTML file with its styles, charts and maps, which opens from the disk without a network."""

import re
from collections.abc import Sequence

from django.template.loader import render_to_string

from csp_portal.pages.embeds.styles import style_sheet
from plans.exports.papers.plan_paper import text_of_plan
from plans.exports.shape import PublishedText
from plans.public import reading
from plans.public.charts import pictures
from plans.public.help import with_current
from plans.schemas.plan import PlanDocument

STYLES = ("vendor/govuk-frontend-6.6.0/govuk.css", "portal.css")
FROM_ROOT = re.compile(r'(?<=\bhref=")(?=/)')
FOLDED = re.compile(r"<details(?= class)")


def plan_page(text: PublishedText, beside: Sequence[str]) -> str:
    """The whole plan, unfolded. It loads nothing; it leads to the files `beside` it, and its links to the portal have
    whole addresses."""
    content: PlanDocument = text.document
    context = {
        **text_of_plan(text),
        "pictures": pictures(content, "", {}),
        "contents": reading.contents(content),
        "styles": style_sheet(*STYLES),
        "tables": [name for name in beside if name.endswith(".csv")],
        "papers": [name for name in beside if "/" not in name],
    }
    page = FOLDED.sub("<details open", with_current(render_to_string("exports/archive_page.html", context)))
    return FROM_ROOT.sub(home(text.address), page)


def home(address: str) -> str:
    """The portal in which a whole address lies, without a slash at its end."""
    return re.sub(r"(?<=[^:/])/.*", "", address)
