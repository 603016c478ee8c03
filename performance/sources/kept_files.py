"""The figures of sources as files: kept like pages until something of their partnership is published."""

from collections.abc import Iterable, Iterator

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone

from csp_portal.formats.spreadsheets.one_table import MOST_ROWS
from csp_portal.models import StoredPage
from csp_portal.pages.release import release
from csp_portal.pages.stored_pages import checksum_in, drop
from csp_portal.pages.table_files import TABLE_FORMS
from performance.models import Source
from plans.models import Partnership
from plans.search.published_pages import drawn

Kept = dict[str, tuple[int, str]]  # size and checksum by address


def address_of(source: Source, form: str) -> str:
    return reverse("source-figures", args=[source.partnership.slug, source.slug, form])


def kept_files(sources: Iterable[Source]) -> Kept:
    """What is known of the files of these sources that were made since the last publication of their partnership. One
    query."""
    paths = [address_of(source, form) for source in sources for form in TABLE_FORMS]
    now = Partnership.objects.filter(slug=OuterRef("owner")).values("public_revision")[:1]
    pages = StoredPage.objects.filter(release=release(), path__in=paths, stamp=Subquery(now))
    rows = pages.annotate(size=Length("plain")).values_list("path", "size", "etag")
    return {path: (size, checksum_in(etag)) for path, size, etag in rows}


def make_missing() -> Iterator[str]:
    """Make the files of every published source that are not kept, and give the address of each. What has too many rows
    for a spreadsheet has a CSV file alone."""
    public = list(Source.objects.published(timezone.now()).select_related("partnership"))
    kept = kept_files(public)
    missing = {one: [form for form in TABLE_FORMS if address_of(one, form) not in kept] for one in public}
    wanting = Source.objects.filter(pk__in=[one.pk for one, forms in missing.items() if forms])
    rows = dict(wanting.values_list("pk", Count("observations")))
    for one, forms in missing.items():
        for form in forms:
            if form != "csv" and rows[one.pk] > MOST_ROWS:
                continue
            answer = drawn(address_of(one, form))
            if answer and answer.status_code == 200:
                drop([reverse("data-catalogue")])
                yield address_of(one, form)
