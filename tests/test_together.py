"""Many editors at once, at a portal with several workers: nobody's words are lost and nobody is sent away."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from html import unescape

import pytest
from django.db import transaction

from plans.models import Change, Plan, Section
from tests import builders
from tests.plans.editing.test_grid import cells_in
from tests.running import Editor, Server, version_in

PLAN = "/desk/anytown/plans/2020-2023/"
EDITORS, WORKERS = 16, 4
BY_SCRIPT = {"X-Requested-With": "XMLHttpRequest", "Accept": "application/json, text/html", "Sec-Fetch-Mode": "cors"}


@pytest.fixture(scope="module")
def editors(running: Server) -> list[Editor]:
    """Officers of one partnership; every second one sends what a script would send."""
    plan = builders.rich_plan(2)
    people = [builders.person(f"officer {number}", plan.partnership, "officer") for number in range(EDITORS)]
    return [Editor(running, user, BY_SCRIPT if n % 2 else {}) for n, user in enumerate(people)]


def address_of(section: Section) -> str:
    return f"{PLAN}rows/sections/{section.pk}/"


def save(editor: Editor, section: Section, text: str, seen: int):
    fields = {"heading": section.heading, "kind": section.kind, "visibility": "public"}
    return editor.post(address_of(section), **fields, body=text, row_version=seen)


@pytest.mark.parametrize("trials", [5, pytest.param(1000, marks=pytest.mark.long)])
def test_of_two_stale_forms_one_is_stored_and_the_other_is_shown_beside_it(editors, trials):
    """Two people save the same row at the same moment, again and again. Slow: ten requests to a real server."""
    section = Section.objects.create(plan=Plan.objects.get(), heading="Pairs", slug=f"pairs-{trials}")
    seen, wrong = section.row_version, []
    with ThreadPoolExecutor(2) as pool:
        for trial in range(trials):
            pair = random.sample(editors, 2)
            texts = [f"Text {trial} of one", f"Text {trial} of two"]
            answers = list(pool.map(lambda who, text, seen=seen: save(who, section, text, seen), pair, texts))
            seen += 1
            stored = [text for answer, text in zip(answers, texts, strict=True) if answer.status == 302]
            shown = [answer.text for answer in answers if answer.status == 200]
            held = (
                len(shown) == 1 and all(text in unescape(shown[0]) for text in texts) and version_in(shown[0]) == seen
            )
            if len(stored) != 1 or not held:
                wrong.append([answer[:2] for answer in answers])
    assert wrong == []
    assert Change.objects.filter(row_kind="sections", row_id=section.pk, field="body").count() == trials


@pytest.mark.parametrize("saves", [1, pytest.param(50, marks=pytest.mark.long)])
def test_every_save_of_many_editors_of_one_row_is_kept(editors, saves):
    """A save that meets another's is shown back and sent again: in the end every one of them is in the history.

    Slow: a hundred and more requests to a real server.
    """
    section = Section.objects.create(plan=Plan.objects.get(), heading="Many", slug=f"many-{saves}")

    def write(number: int) -> list[int]:
        editor, seen, strange = editors[number], section.row_version, []
        for turn in range(saves):
            text = f"Save {turn} of editor {number}"
            while (answer := save(editor, section, text, seen)).status == 200:
                if text not in unescape(answer.text):
                    strange.append(answer.text)
                seen = version_in(answer.text)
            if answer.status != 302:
                strange.append(answer.status)
        return strange

    with ThreadPoolExecutor(EDITORS) as pool:
        strange = list(pool.map(write, range(EDITORS)))
    assert [one for some in strange for one in some] == []
    kept = Change.objects.filter(row_kind="sections", row_id=section.pk, field="body").values_list("new", flat=True)
    assert sorted(kept) == sorted(f"Save {turn} of editor {n}" for turn in range(saves) for n in range(EDITORS))


def test_many_hands_in_one_plan_are_never_in_each_others_way(editors, running):
    """Rows are saved, moved, added and removed at once: nobody waits for ever, and nobody is shown an error page.

    Slow: some 130 requests to a real server.
    """
    sections = [
        Section.objects.create(plan=Plan.objects.get(), heading=f"Hand {n}", slug=f"hand-{n}", position=n)
        for n in range(3)
    ]

    def work(number: int) -> list[int]:
        editor, chance, answers = editors[number], random.Random(number), []
        for turn in range(2):
            section = chance.choice(sections)
            here = address_of(section)
            seen = version_in(editor.get(here).text)
            answers += [
                save(editor, section, f"Turn {turn} of editor {number}", seen).status,
                editor.post(f"{here}move/", to=chance.choice(["up", "down"])).status,
                editor.post(
                    PLAN + "sections/add/", heading=f"{turn} {number}", kind="other", visibility="public"
                ).status,
            ]
        return answers

    with ThreadPoolExecutor(EDITORS) as pool:
        answers = [status for one in pool.map(work, range(EDITORS)) for status in one]
    assert "Traceback" not in running.log.read_text()
    assert set(answers) <= {200, 302}
    assert set(answers[2::3]) == {302}


def test_of_two_grids_saved_at_once_one_is_stored_whole_and_the_other_is_shown_back_whole(editors):
    """Two people change every row of one table at the same moment, again and again. Slow: 20 requests to a server."""
    plan = Plan.objects.get()
    rows = [plan.funding.create(fund="Both", purpose=f"Row {n}", allocated=n) for n in range(1, 21)]
    names = [f"r{row.pk}-purpose" for row in rows]
    for trial in range(5):
        forms = [cells_in(editor.get(f"{PLAN}funding/table/").text) for editor in editors[:2]]
        texts = [f"Trial {trial} of {who}" for who in ("one", "two")]
        sent = [form | dict.fromkeys(names, text) | {"save": "yes"} for form, text in zip(forms, texts, strict=True)]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda editor, form: editor.post(f"{PLAN}funding/table/", **form), editors, sent))
        assert sorted(answer.status for answer in answers) == [200, 302]
        stored, shown = sorted(zip(answers, texts, strict=True), key=lambda pair: -pair[0].status)
        assert {row.purpose for row in plan.funding.filter(fund="Both")} == {stored[1]}
        assert shown[0].text.count(f"Saved by someone else: {stored[1]}") == len(rows)
        assert {cells_in(shown[0].text)[name] for name in names} == {shown[1]}
    assert Change.objects.filter(row_kind="funding", row_id=rows[0].pk).count() == 5


def test_a_save_waits_while_something_long_is_stored(editors):
    """Longer than the five seconds that SQLite waits by itself. Slow: waits seven seconds."""
    section, plan = Section.objects.create(plan=Plan.objects.get(), heading="Late", slug="late"), Plan.objects.get()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            Plan.objects.select_for_update().get(pk=plan.pk)
            saving = pool.submit(save, editors[0], section, "Stored late", 1)
            time.sleep(7)
            assert not saving.done()
        assert saving.result().status == 302
    section.refresh_from_db()
    assert section.body == "Stored late"


def test_a_double_click_publishes_once(editors):
    """Two answers come back; one says that the plan is published already. So does the page behind the back button.

    Slow: a plan is published twice.
    """
    plan = Plan.objects.get()
    for number in range(1, 3):
        Plan.objects.filter(pk=plan.pk).update(state="approval", title=f"Plan {number}")
        clicks = [editors[0]] * 2
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda who: who.post(f"{PLAN}publish/publish/", note="New words"), clicks))
        assert sorted(one.status for one in answers) == [302, 409]
        assert [version.number for version in plan.versions.all()] == list(range(number, 0, -1))
        back = editors[0].post(f"{PLAN}publish/publish/", note="New words")
        assert back.status == 409
        assert "is already “published”. Nothing was changed." in unescape(back.text)
    assert plan.changes.filter(row_kind="plan", new="Published").count() == 2
    Plan.objects.update(state="draft")
