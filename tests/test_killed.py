"""The server is killed while it publishes a plan or rolls one forward: afterwards all of it is there, or nothing."""

import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException

import pytest
from django.core.management import call_command

from csp_portal.models import StoredPage
from plans.editing.tables import editable_tables
from plans.models import Partnership, Plan
from tests import builders
from tests.running import Answer, Editor, Server

ADDRESS = "/desk/anytown/plans/2020-2023/"
PUBLISH = f"{ADDRESS}publish/publish/"
MOMENTS = [0.1, 0.7]  # parts of the time that it takes when nobody interferes; `make faults` kills two hundred times


@pytest.fixture(scope="module")
def officer(running: Server) -> Editor:
    """Somebody who publishes a plan long enough to be killed in the middle."""
    plan = builders.rich_plan(40)
    return Editor(running, builders.person("officer", plan.partnership, "officer"))


def killed_at(seconds: float, officer: Editor, address: str, **fields) -> Answer | None:
    """Send a form and kill the server so many seconds later; the answer, if it came first. The server starts again."""
    with ThreadPoolExecutor(1) as pool:
        sent = pool.submit(officer.post, address, **fields)
        time.sleep(seconds)
        officer.server.kill()
        try:
            answer = sent.result()
        except (OSError, HTTPException):
            answer = None
    officer.server.start()
    return answer


def timed(officer: Editor, address: str, **fields) -> float:
    """How long a form takes that is taken."""
    began = time.monotonic()
    assert officer.post(address, **fields).status == 302
    return time.monotonic() - began


def write(number: int) -> None:
    """A new title, which every page shows, for the next version, which waits for approval."""
    plan = Plan.objects.get(slug="2020-2023")
    Plan.objects.filter(pk=plan.pk).update(title=f"Plan {number}", state="approval")


def published() -> dict[str, object]:
    """Everything that a publication changes."""
    plan = Plan.objects.get(slug="2020-2023")
    newest, stamp = plan.versions.first(), Partnership.objects.get().public_revision
    return {
        "version": newest.number,
        "title": newest.content["plan"]["title"],
        "state": plan.state,
        "stamp": stamp,
        "history": plan.changes.count(),
        "pages": {page.path: page.etag for page in StoredPage.objects.filter(stamp=stamp)},
    }


def test_a_publication_is_whole_or_not_there(officer):
    """Slow: the server is killed and started again twice."""
    write(1)
    timed(officer, PUBLISH)
    write(2)
    usual = timed(officer, PUBLISH, note="New words")
    done, outcomes = published(), []
    for number, moment in enumerate(MOMENTS, start=3):
        write(number)
        before = published()
        answer = killed_at(usual * moment, officer, PUBLISH, note="New words")
        after = published()
        outcomes.append("nothing" if after == before else "all")
        assert answer is None or (answer.status, outcomes[-1]) == (302, "all")
        again = officer.post(PUBLISH, note="New words")
        assert again.status == (302 if after == before else 409)
        assert after in (before, published())
        whole = {name: value for name, value in published().items() if name != "pages"}
        assert whole == {
            "version": number,
            "title": f"Plan {number}",
            "state": "published",
            "stamp": before["stamp"] + 1,
            "history": before["history"] + 2,  # the state, and the note
        }
        paths = {path.replace("/v2/", f"/v{number}/") for path in done["pages"]}
        assert set(published()["pages"]) == paths
        assert not set(published()["pages"].values()) & set(before["pages"].values())
        assert f"Plan {number}</h1>" in officer.get("/anytown/plans/2020-2023/").text
    assert "nothing" in outcomes
    call_command("verify_versions")


def rows(plan: Plan) -> dict[str, int]:
    """How many rows of each kind a plan has, and whether it tells where it came from."""
    counts = {kind.slug: kind.rows_of(plan).count() for kind in editable_tables().values()}
    return counts | {"report": bool(plan.rolled_report), "history": plan.changes.count()}


def test_a_new_plan_is_whole_or_not_there(officer):
    """Slow: the server is killed and started again twice."""
    head = {"title": "Next plan", "period_start": "2021-04-01", "period_end": "2024-03-31", "carry_funding": "on"}
    timed(officer, f"{ADDRESS}roll-forward/", slug="first", **head)  # it loads what the next ones find there
    usual = timed(officer, f"{ADDRESS}roll-forward/", slug="usual", **head)
    whole, outcomes = rows(Plan.objects.get(slug="usual")), []
    assert whole["actions"] == whole["funding"] == 40
    for number, moment in enumerate(MOMENTS):
        slug = f"killed-{number}"
        answer = killed_at(usual * moment, officer, f"{ADDRESS}roll-forward/", slug=slug, **head)
        made = Plan.objects.filter(slug=slug).first()
        outcomes.append("nothing" if made is None else "all")
        assert answer is None or (answer.status, outcomes[-1]) == (302, "all")
        assert made is None or rows(made) == whole
        again = officer.post(f"{ADDRESS}roll-forward/", slug=slug, **head)
        assert again.status == (302 if made is None else 200)
        assert made is None or "already has a plan at this address" in again.text
        assert rows(Plan.objects.get(slug=slug)) == whole
        assert officer.get(f"/desk/anytown/plans/{slug}/").status == 200
    assert "nothing" in outcomes
