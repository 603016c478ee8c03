"""Markup typed into every text of every row is shown as text: on no page, public or of the desk, does it run."""

import datetime as dt
import re

import pytest
from django.db.models import Field, JSONField, SlugField
from django.test import Client

from performance.figures.publishing import publish_source
from performance.reports.publishing import publish_report
from plans.models import Partnership
from plans.models.versions import WrittenOnce
from plans.publishing.versions import publish
from priorities.models.status import WithStatus
from tests import builders
from tests.leaky import models_with_texts, partnership_of_everything
from tests.public_pages import LINK, ending_of, in_urlconf, read_everything
from tests.test_leaks import VALUES

pytestmark = pytest.mark.anywhere

MARKUP = "'\"><script>alert(1)</script><img src=x onerror=alert(1)>"
# JSON-LD is data, and a <script> that came with the data would be found as another.
RUNS = re.compile(
    r"<script(?![^>]*\ssrc=)(?! type=\"application/ld\+json\">)[^>]*>|<img src=x|"
    r"<[^>\"']*\sonerror|(?:href|src)=.?javascript:",
    re.I,
)
NUMBER = re.compile(r"(?<![\d-])\d+(?![\d-])")  # not the years of a plan
# Words that the portal itself makes: what was converted and cleaned on saving, addresses, checksums.
MADE = {
    "password",
    "checksum",
    "sha256",
    "figures",
    "rule",
    "rolled_report",
    "outline",
    "layout",
    "row_kind",
    "code",
    "key",
}


def fill() -> int:
    """Write the markup into every row as it is saved by a form; gives back into how many fields."""
    filled = 0
    for model, fields in models_with_texts().items():
        typed = [
            f for f in fields if f.name not in MADE and not f.name.endswith("_html") and not isinstance(f, SlugField)
        ]
        if issubclass(model, WrittenOnce) or not typed:
            continue
        for number, row in enumerate(model._base_manager.all()):
            for field in typed:
                text = f"{number}{MARKUP}"[: field.max_length]
                setattr(row, field.attname, _in_its_shape(field, text))
            if isinstance(row, WithStatus):  # there is no comment on a status without one
                row.status, row.status_on = "on track", dt.date(2020, 7, 1)
            row.save()
            filled += len(typed)
    return filled


def _in_its_shape(field: Field, text: str) -> str | list[str] | dict[str, str]:
    """The text as the column holds it: in a list, as key and value of a dictionary, or by itself."""
    if not isinstance(field, JSONField):
        return text
    return {text: text} if field.default is dict else [text]


@pytest.fixture
def owner(db) -> Partnership:
    owner = partnership_of_everything()
    assert fill() > 300
    plan = owner.plans.get(slug="2020-2023")
    publish_source(owner.sources.get(slug="crime-figures"))
    publish(plan, kind="final")
    plan.sections.filter(position=1).update(heading=MARKUP * 2)
    publish(plan, kind="final", note=MARKUP)
    publish_report(builders.explain(owner.reports.get(slug="report-1"), MARKUP))
    return owner


def running(answers) -> list[tuple[str, str]]:
    """The pages on which the markup would run, with what stands there."""
    pages = {address: one.content.decode() for address, one in answers.items() if "html" in one["Content-Type"]}
    return [(address, found[0]) for address, html in pages.items() if (found := RUNS.search(html))]


def forms(page) -> dict[str, str]:
    """The fields of the forms of a page, filled with markup, as if the page were old."""
    names = re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', page.content.decode())
    return dict.fromkeys(names, MARKUP) | {"row_version": "0"}


def test_on_no_public_page(owner):
    """Slow: reads every public address of a page."""
    answers = read_everything(VALUES, files=False)
    assert running(answers) == []
    assert "&lt;script&gt;alert(1)" in answers["/anytown/plans/2020-2023/"].content.decode()


@pytest.mark.long
def test_on_no_page_of_the_desk(owner):
    """Every page that the desk leads to, as an administrator who is a scrutiny member too, with plans to write.

    Of pages that differ in a number alone, such as the key of a row, one is read: each row holds the markup. Slow: some
    400 pages are read, and one form of each kind of page sent.
    """
    owner.plans.update(state="draft")
    person = builders.person("everything", owner, "administrator", "officer", "scrutiny member", "approver", "lead")
    client, answers, waiting, read = Client(), {}, ["/desk/"], set()
    builders.sign_in(client, person)
    while waiting:
        address = waiting.pop()
        kind = NUMBER.sub("", address)
        if kind not in read:
            read.add(kind)
            answers[address] = response = client.get(address)
            links = LINK.findall(response.content.decode()) if "html" in response["Content-Type"] else []
            pages = [link.replace("&amp;", "&") for link in links if link.startswith("/desk/") and not ending_of(link)]
            waiting += [page for page in pages if "format=" not in page]
    assert running(answers) == []
    assert len(answers) >= 500
    old = [one for one in answers if one.startswith("/desk/anytown/plans/2020-2023/") and one.endswith("/")]
    routes = {answers[address].resolver_match.route: address for address in old}
    sent = {address: client.post(address, forms(answers[address])) for address in routes.values()}
    assert running(sent) == []
    assert len([one for one in sent.values() if one.status_code == 200]) > 10
    opened = {one.resolver_match.route for one in answers.values() if one.resolver_match and one.status_code == 200}
    rows = [route for route in in_urlconf() if route.startswith("desk/<slug:partnership>/plans/<slug:plan>/")]
    assert len(opened & set(rows)) > len(rows) / 2
