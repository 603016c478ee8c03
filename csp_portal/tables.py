"""Sortable, paged lists: one look, one page size, and links that work without JavaScript."""

import re
from collections.abc import Mapping
from typing import Any

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, QueryDict
from django_tables2 import RequestConfig
from django_tables2.columns import BoundColumn

from csp_portal.pages.live_pages import settle

PAGE_SIZE = 50


def query_string(parameters: QueryDict, changes: Mapping[str, Any]) -> str:
    """The query part of a link: `parameters` with `changes`, where None takes a parameter out."""
    query = parameters.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


def page_links(page: Page, parameters: QueryDict, field: str = "page") -> dict[str, Any]:
    """Where the pagination of `page` leads: `previous`, `next` (None at an end) and numbered `items`.

    An item that is None stands for the pages left out.
    """

    def href(number: int) -> str:
        return query_string(parameters, {field: None if number == 1 else number})

    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "previous": href(page.previous_page_number()) if page.has_previous() else None,
        "next": href(page.next_page_number()) if page.has_next() else None,
        "items": [
            None
            if number == Paginator.ELLIPSIS
            else {"number": number, "href": href(number), "current": number == page.number}
            for number in numbers
        ],
    }


def asked_page(request: HttpRequest, paginator: Paginator, field: str = "page") -> Page:
    """The page of a list that the address asks for; the first for what is no number, the last where it is too far."""
    page = paginator.get_page(request.GET.get(field))
    settle_page(request, page, field)
    return page


def settle_page(request: HttpRequest, page: Page, field: str = "page") -> None:
    """Say which page of a list an address was answered with; the first needs no number."""
    settle(request, field, page.number if page.number > 1 else None)


def on_page(anchor: str) -> str:
    """The fragment of a row, behind the page of the list that it stands on: `text-51` is `?page=2#text-51`.

    Rows of a paged list have anchors that end with their number, counted from 1; other anchors need no page.
    """
    number = int(found[1]) if (found := re.fullmatch(r"text-(\d{1,9})", anchor)) else 1
    page = (number - 1) // PAGE_SIZE + 1
    return f"?page={page}#{anchor}" if page > 1 else f"#{anchor}"


class NumberColumn(tables.Column):
    """Right-aligned figures."""

    attrs = {"cell": {"class": "app-num"}}


class PortalTable(tables.Table):
    """A list with a caption. Its first column names the row; a page never has more than PAGE_SIZE rows."""

    caption = ""

    def __init__(self, *args, caption: str = "", template_name: str = "components/table.html", **kwargs):
        super().__init__(*args, template_name=template_name, **kwargs)
        self.caption = caption or self.caption

    def paginate(self, paginator_class=Paginator, per_page=None, page=1, *args, **kwargs):
        """As django-tables2, but a visitor cannot ask for longer pages."""
        return super().paginate(paginator_class, PAGE_SIZE, page, *args, **kwargs)

    def as_asked(self, request: HttpRequest) -> "PortalTable":
        """The list sorted by the column and on the page that the address asks for."""
        RequestConfig(request).configure(self)
        asked = request.GET.get(self.prefixed_order_by_field)
        if list(self.order_by or ()) == [asked]:
            settle(request, self.prefixed_order_by_field, asked)
        settle_page(request, self.page, self.prefixed_page_field)
        return self

    @property
    def cell_classes(self) -> list[str]:
        """The class of each visible column's cells, worked out once for all rows."""
        return [column.attrs["td"].get("class") or "" for column in self.columns]

    def sort_link(self, column: BoundColumn, request: HttpRequest) -> str:
        """The list from its first page, sorted by `column`; the other way round if it already is."""
        changes = {self.prefixed_order_by_field: column.order_by_alias.next, self.prefixed_page_field: None}
        return query_string(request.GET, changes)

    def pages(self, request: HttpRequest) -> dict[str, Any]:
        """Links of the pagination; empty when everything stands on one page."""
        if not hasattr(self, "page") or self.paginator.num_pages == 1:
            return {}
        return page_links(self.page, request.GET, self.prefixed_page_field)
