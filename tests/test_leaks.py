"""What is not published, and what is not for the public, is at no public address: not in a page, a file, a header."""

import gzip
import re

import brotli
import pytest
from django.test import Client
from django.utils import timezone

from csp_portal.models import StoredPage
from performance.figures.publishing import publish_source
from performance.models import Observation, ReportVersion
from performance.reports.papers import REPORT_EXPORTS, report_file
from performance.reports.publishing import publish_report
from plans.documents.document import canonical, plan_document
from plans.exports.plan_files import plan_file
from plans.exports.registry import PLAN_EXPORTS
from plans.models import Partnership, Plan, PlanVersion, SearchEntry, Visibility
from plans.news.digests import send_digests
from plans.publishing.versions import publish
from plans.residents.you_said import publish_you_said
from plans.scrutiny.document import publish_register
from plans.search.index import refresh
from tests import builders
from tests.leaky import (
    NUMBER,
    WORD,
    can_be_hidden,
    hide,
    one_of,
    partnership_of_everything,
    plant_everywhere,
    tie_together,
)
from tests.public_pages import addresses, content, public_routes, read_everything, text_of

# What stands in the parts of the public addresses: what is published first. A new part needs its values here.
VALUES = {
    "partnership": ["anytown"],
    "plan": ["2020-2023", "2023-2026"],
    "earlier": ["2020-2023", "2023-2026"],
    "edition": ["en-easy-read", "cy-translation"],
    "ref": ["1", "2"],
    "number": [1, 2, 3],
    "chart": ["table-1"],
    "table": ["table-1"],
    "ending": ["json", "svg", "csv", "xlsx", "html"],
    "indicator": ["all-crime", "draft-all-crime"],
    "code": ["anytown-north"],
    "source": ["crime-figures", "draft-crime-figures"],
    "report": ["report-1", "draft-report-1"],
}


# Where members read what is kept for them: what is planted for them must come out there, or nothing was tested.
FOR_MEMBERS = [
    "/desk/anytown/scrutiny/",
    "/desk/anytown/scrutiny/reports/report-1/",
    "/desk/anytown/plans/2020-2023/withheld/",
]


@pytest.fixture
def owner(db) -> Partnership:
    return partnership_of_everything()


def publish_all(owner: Partnership) -> None:
    """Publish everything that is not the draft, twice: readers can look at what changed in between."""
    publish_source(owner.sources.get(slug="crime-figures"))
    plan = owner.plans.get(slug="2020-2023")
    for note in ("", "New words"):
        plan.sections.filter(position=1).update(heading=f"Section 1 {note}")
        publish(plan, kind="final", note=note)
    publish_report(builders.explain(owner.reports.get(slug="report-1")))
    publish_register(owner)
    publish_you_said(owner)


def make_files() -> None:
    """The first reader of a file has it made, and pages then say its size."""
    for version in PlanVersion.objects.all():
        for export in PLAN_EXPORTS.values():
            plan_file(version, export)
    for report in ReportVersion.objects.all():
        for export in REPORT_EXPORTS.values():
            report_file(report, export)


def headers(answer) -> dict[str, str]:
    return {name: words for name, words in answer.headers.items() if name != "X-Request-ID"}  # each time another


def said(answers) -> dict[str, tuple]:
    return {address: (one.status_code, headers(one), content(one)) for address, one in answers.items()}


PLANTED = re.compile(rf"{WORD}|{NUMBER:,}|{NUMBER}", re.I)


def leaks(answers) -> list[tuple[str, str]]:
    """The addresses whose answer holds a planted word, in its text or in its headers, with the words before it."""
    texts = {address: f"{one.serialize_headers().decode()} {text_of(one)}" for address, one in answers.items()}
    return [
        (address, text[max(found.start() - 60, 0) : found.end()])
        for address, text in texts.items()
        if (found := PLANTED.search(text))
    ]


def unanswered_routes(answers) -> list[str]:
    """The public routes that no address answers with a page: nothing is planted behind them, so nothing is tested."""
    return [
        route for route in public_routes() if 200 not in {answers[one].status_code for one in addresses(route, VALUES)}
    ]


@pytest.mark.anywhere
def test_what_is_written_after_a_publication_changes_no_byte_for_readers(owner):
    """Every text of every row is rewritten. Pages, files, headers and refusals stay as they are, also drawn anew.

    Slow: reads every public address three times.
    """
    publish_all(owner)
    make_files()
    before = read_everything(VALUES)
    empty = ["/readyz", "/.well-known/security.txt", "/metrics"]  # no job was run; nothing is set
    assert unanswered_routes(before) == empty
    framed = {one for one, answer in before.items() if "frame-ancestors *" in answer["Content-Security-Policy"]}
    assert {one for one in framed if not one.partition("?")[0].endswith(".html")} == set()
    assert len(framed) > 5
    assert plant_everywhere() == []
    Observation.objects.filter(source__published_at=None).update(value=NUMBER, as_printed=NUMBER)
    assert said(read_everything(VALUES)) == said(before)
    StoredPage.objects.all().delete()
    owner.bump_public_revision()
    after = read_everything(VALUES, files=False)  # files are kept with their version
    assert leaks(after) == []
    assert {address: content(one) for address, one in after.items()} == {
        address: content(before[address]) for address in after
    }


@pytest.mark.anywhere
def test_what_is_not_for_the_public_or_not_published_yet_is_at_no_public_address(owner, mailoutbox):
    """A report, too, has the targets and the title of the published plan, whatever an amendment has made of them since.

    Slow: reads every public address.
    """
    plan, report = owner.plans.get(slug="2020-2023"), owner.reports.get(slug="report-1")
    tie_together(plan)
    rows = [one_of(model, plan, report) for model in can_be_hidden()]
    for row in rows:
        hide(row, Visibility.MEMBERS)
    plan.funding.exclude(visibility="public").update(allocated=NUMBER)
    assert WORD in canonical(plan_document(plan, Visibility.MEMBERS)).decode()
    publish_all(owner)
    hide(rows[0], Visibility.MEMBERS)
    plan.sections.filter(position=1).update(heading="Words for everybody")
    publish(plan, kind="final", note="Other words that are not for the public")
    Plan.objects.filter(pk=plan.pk).update(title=WORD)
    plan.targets.update(name=WORD, note=WORD)
    report.sections.update(heading="Read again")
    publish_report(report, note="Read again")
    answers = read_everything(VALUES)
    assert leaks(answers) == []
    owner.subscriptions.filter(user=None).update(confirmed_at=builders.at(2020, 5, 1))
    assert [sent for sent, _words in send_digests(timezone.now())] == [True]
    (letter,) = mailoutbox
    assert "Other words that are not for the public" in letter.body
    assert not PLANTED.search(f"{letter.subject} {letter.body}")
    told = Client()
    builders.sign_in(told, builders.person("told", owner, "scrutiny member"))
    theirs = {address: told.get(address) for address in FOR_MEMBERS}
    assert {address for address, _word in leaks(theirs)} == set(FOR_MEMBERS)
    for page in StoredPage.objects.all():
        for body in (page.plain, gzip.decompress(page.gzip), brotli.decompress(page.brotli)):
            assert WORD.encode() not in bytes(body)
    refresh()
    entered = " ".join(words for row in SearchEntry.objects.values_list("title", "text", "address") for words in row)
    assert "Words for everybody" in entered
    assert not PLANTED.search(entered)
