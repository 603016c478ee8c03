"""Progress reports, recommendations, and the search."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Field, Query, Router, Schema

from performance.figures.documents import published
from plans.documents.published_documents import as_latest, newest_texts
from plans.public.live import find_partnership
from plans.schemas.scrutiny import RecommendationDocument
from plans.search.find import find
from plans.search.index import refresh

from .paging import Page, Paged, page_of
from .plans import PARTNERSHIP

router = Router(tags=["Scrutiny and search"])


class ReportItem(Schema):
    slug: str
    number: int
    title: str
    period: str
    page: str


class ResultItem(Schema):
    kind: str
    title: str
    partnership: str
    page: str


class Searched(Schema):
    q: str = Field("", max_length=100, description="A few words")
    kind: str = Field("", description="Only this kind of result")
    partnership: str = Field("", description="Only of this partnership")


@router.get(PARTNERSHIP + "/reports", response=Page[ReportItem])
def reports(request: HttpRequest, partnership: str, paging: Paged) -> dict[str, Any]:
    """The newest version of each published progress report, latest period first."""
    owner = find_partnership(partnership)
    items = [
        {
            **{name: content["report"][name] for name in ("slug", "title", "period")},
            "number": number,
            "page": reverse("report", args=[owner.slug, content["report"]["slug"]]),
        }
        for number, content in published(owner).reports
    ]
    return page_of(request, items, lambda item: item["slug"], paging)


@router.get(PARTNERSHIP + "/recommendations", response=Page[RecommendationDocument])
def recommendations(request: HttpRequest, partnership: str, paging: Paged) -> dict[str, Any]:
    """The recommendations of the newest published register, each with the answers to it."""
    texts = (rows.values_list("content", flat=True) for rows in newest_texts(find_partnership(partnership)))
    register = as_latest(content for contents in texts for content in contents).register
    items = register["recommendations"] if register else []
    return page_of(request, items, lambda item: item["ref"], paging)


@router.get("/search", response=Page[ResultItem])
def search(request: HttpRequest, asked: Annotated[Searched, Query()]) -> dict[str, Any]:
    """The first twenty results of the search of the portal, best first."""
    state, _mark = refresh()
    found = find(asked.q, state, kind=asked.kind, partnership=asked.partnership)
    items = [{"kind": row.kind, "title": row.title, "partnership": row.slug, "page": row.address} for row in found.rows]
    return {"items": items, "next": None}
