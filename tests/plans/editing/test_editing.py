"""Editing on the desk: seen before overwritten, remembered afterwards, only while the plan is a draft."""

import re
from html import unescape

import pytest

from plans.editing import save
from plans.editing.save import NotEditable
from plans.editing.tables import editable_tables
from plans.models import Change, EditConflict, Plan, User
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> User:
    return User.objects.create(username="officer")


@pytest.fixture
def desk(client, officer):
    """A client signed in as an officer of the partnership that owns the plan, and the plan."""
    plan = builders.rich_plan(1)
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    return client, plan


def page_of(plan, kind: str, row) -> str:
    of_plan = issubclass(editable_tables()[kind].root_model, Plan)
    return f"/desk/anytown/{f'plans/{plan.slug}' if of_plan else 'about'}/rows/{kind}/{row.pk}/"


def fields_of(client, address: str) -> dict:
    """What a browser would send back from the form on a page."""
    html = client.get(address).content.decode()
    sent = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="(\w+)" value="([^"]*)"', html)}
    sent |= dict.fromkeys(re.findall(r'<input type="checkbox" name="(\w+)"[^>]* checked', html), "on")
    for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>\s?(.*?)</textarea>', html, re.S):
        sent[name] = unescape(text)
    for name, options in re.findall(r'<select name="(\w+)"[^>]*>(.*?)</select>', html, re.S):
        sent[name] = re.findall(r'value="([^"]*)" selected', options)
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def test_an_edit_is_stored_and_remembered(officer):
    plan = builders.rich_plan(1)
    milestone = plan.priorities.get().actions.get().milestones.get()
    save.save_row(editable_tables()["milestones"], milestone, {"text": "A better step"}, seen=1, by=officer)
    milestone.refresh_from_db()
    change = Change.objects.get()
    assert (milestone.text, milestone.row_version) == ("A better step", 2)
    assert (change.kind, change.field, change.old, change.new, change.by) == (
        "changed",
        "text",
        "A step",
        "A better step",
        officer,
    )


def test_what_was_not_seen_is_not_overwritten(officer):
    plan = builders.rich_plan(1)
    milestone = plan.priorities.get().actions.get().milestones.get()
    save.save_row(editable_tables()["milestones"], milestone, {"text": "First"}, seen=1, by=officer)
    with pytest.raises(EditConflict) as stale:
        save.save_row(editable_tables()["milestones"], milestone, {"text": "Second"}, seen=1, by=officer)
    assert stale.value.current.text == "First"


def test_saving_a_row_with_its_history_costs_at_most_eight_queries(officer, django_assert_max_num_queries):
    milestone = builders.rich_plan(1).priorities.get().actions.get().milestones.get()
    with django_assert_max_num_queries(8):
        save.save_row(editable_tables()["milestones"], milestone, {"text": "Better"}, seen=1, by=officer)


def test_a_plan_that_is_not_a_draft_stands_still(officer):
    plan = builders.rich_plan(1, state="approval")
    section = plan.sections.get()
    for attempt in (
        lambda: save.save_row(editable_tables()["sections"], section, {"heading": "X"}, seen=1, by=officer),
        lambda: save.add_row(editable_tables()["sections"], plan, {"heading": "X"}, by=officer),
        lambda: save.remove_row(editable_tables()["sections"], section, seen=1, by=officer),
        lambda: save.move_row(editable_tables()["sections"], section, up=True, by=officer),
    ):
        with pytest.raises(NotEditable, match="waiting for approval"):
            attempt()
    assert not Change.objects.exists()


def test_while_the_text_stands_still_its_pages_offer_no_change(desk):
    client, plan = desk
    here = f"/desk/anytown/plans/{plan.slug}/"
    pages = (f"{here}priorities/", page_of(plan, "priorities", plan.priorities.get()))
    offers = ("Remove<", "/add/", ">Save</button>")
    drafted = "".join(client.get(page).content.decode() for page in pages)
    assert all(offer in drafted for offer in offers)
    assert "locked in this state" not in drafted
    Plan.objects.update(state="consultation")
    for page in pages:
        html = client.get(page).content.decode()
        assert not [offer for offer in offers if offer in html]
        assert f'<a href="{here}publish/">Checklist, approval and publication</a>' in html


def test_what_is_sent_to_a_text_that_stands_still_can_still_be_copied(desk):
    client, plan = desk
    page = page_of(plan, "priorities", plan.priorities.get())
    sent = fields_of(client, page) | {"title": "Safer lanes"}
    Plan.objects.update(state="consultation")
    html = client.post(page, sent).content.decode()
    assert 'value="Safer lanes"' in html
    assert "disabled" not in html
    assert "locked in this state" in html
    assert plan.priorities.get().title != "Safer lanes"


def test_rows_move_within_their_owner_only(officer):
    plan = builders.rich_plan(3)
    first, second, third = plan.sections.all()
    save.move_row(editable_tables()["sections"], third, up=True, by=officer)
    assert list(plan.sections.all()) == [first, third, second]
    save.move_row(editable_tables()["sections"], first, up=True, by=officer)
    assert list(plan.sections.all()) == [first, third, second]


def test_a_removed_row_can_be_read_in_the_history(officer):
    plan = builders.rich_plan(1)
    save.remove_row(editable_tables()["sections"], plan.sections.get(), seen=1, by=officer)
    assert set(Change.objects.values_list("field", "old", "new")) == {
        ("heading", "Section 1", ""),
        ("kind", "Other", ""),
        ("body", "Words.", ""),
        ("visibility", "Public", ""),
    }


def test_every_kind_of_row_is_edited_on_the_desk(desk):
    """The page of every kind of row opens, and saving it unchanged changes nothing. Slow: some eighty forms."""
    client, plan = desk
    rows = builders.row_of_every_kind(plan)
    rows["actions"].see_also.clear()  # it points at itself, which the desk offers no more
    for kind in editable_tables():
        address = page_of(plan, kind, rows[kind])
        response = client.post(address, fields_of(client, address))
        assert response.status_code == 302, (kind, response.content.decode()[:3000])
        assert (kind, Change.objects.exists()) == (kind, False)


def test_two_officers_who_save_the_same_row_both_keep_their_text(desk):
    client, plan = desk
    milestone = plan.priorities.get().actions.get().milestones.get()
    address = page_of(plan, "milestones", milestone)
    first, second = fields_of(client, address), fields_of(client, address)
    assert client.post(address, first | {"text": "From the first officer"}).status_code == 302
    answer = client.post(address, second | {"text": "From the second officer"})
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Someone else saved this first." in html
    assert "From the first officer" in html
    assert "From the second officer" in html
    milestone.refresh_from_db()
    assert milestone.text == "From the first officer"
    again = second | {"text": "From both", "row_version": "2"}
    assert client.post(address, again).status_code == 302
    milestone.refresh_from_db()
    assert milestone.text == "From both"


def test_a_row_is_added_below_its_owner(desk):
    client, plan = desk
    action = plan.priorities.get().actions.get()
    address = f"/desk/anytown/plans/{plan.slug}/rows/actions/{action.pk}/milestones/add/"
    response = client.post(address, {"ref": "1.1b", "text": "Another step", "due_kind": "none"})
    assert response.status_code == 302
    assert [m.ref for m in action.milestones.all()] == ["1.1a", "1.1b"]


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"ref": "1.1a", "text": "Again", "due_kind": "none"}, "already has a milestone with this reference"),
        ({"ref": "1.1b", "text": "", "due_kind": "none"}, "Fill this in."),
        ({"ref": "1.1b", "text": "x", "due_kind": "cadence"}, "a regular interval the months between repeats"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_stored(desk, sent, said):
    client, plan = desk
    action = plan.priorities.get().actions.get()
    html = client.post(
        f"/desk/anytown/plans/{plan.slug}/rows/actions/{action.pk}/milestones/add/", sent
    ).content.decode()
    assert "There is a problem" in html
    assert said in html
    assert action.milestones.count() == 1


def test_a_row_of_another_partnership_is_not_there(desk):
    client, plan = desk
    other = builders.rich_plan(1, builders.partnership("elsewhere"))
    section = other.sections.get()
    assert client.get(f"/desk/elsewhere/plans/{other.slug}/").status_code == 404
    assert client.get(page_of(plan, "sections", section)).status_code == 404


def test_the_history_is_read_as_a_list_and_as_csv_without_formulas(desk, officer):
    client, plan = desk
    save.save_row(editable_tables()["sections"], plan.sections.get(), {"heading": "=1+1"}, seen=1, by=officer)
    page = client.get(f"/desk/anytown/plans/{plan.slug}/history/").content.decode()
    table = client.get(f"/desk/anytown/plans/{plan.slug}/history/?format=csv").getvalue().decode()
    assert "Section 1" in page
    assert ",'=1+1\r\n" in table


def test_a_plan_is_started_from_nothing(desk):
    client, plan = desk
    sent = {
        "title": "New plan",
        "kind": "partnership plan",
        "slug": "2023-2026",
        "edition": "",
        "period_start": "2023-04-01",
        "period_end": "2026-03-31",
    }
    assert client.post("/desk/anytown/new-plan/", sent).status_code == 302
    backwards = sent | {"slug": "2026-2029", "period_end": "2020-01-01"}
    assert "“Start date” is after “End date”." in client.post("/desk/anytown/new-plan/", backwards).content.decode()
    assert sorted(plan.partnership.plans.values_list("slug", flat=True)) == ["2020-2023", "2023-2026"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_a_plan_part_costs_the_same_for_one_row_and_for_three(
    client, officer, rows, django_assert_num_queries
):
    plan = builders.rich_plan(rows)
    officer.memberships.create(partnership=plan.partnership, role="officer")
    client.force_login(officer)
    with django_assert_num_queries(7):
        client.get(f"/desk/anytown/plans/{plan.slug}/priorities/")


@pytest.mark.parametrize("rows", [1, 4])
def test_the_page_of_an_action_costs_at_most_sixteen_queries(client, officer, rows, django_assert_max_num_queries):
    """Each list to choose from is read once, with what is chosen in it, and no list of parts twice."""
    plan = builders.rich_plan(rows)
    action = plan.priorities.first().actions.get()
    for number in range(rows):
        builders.milestone(action, f"x{number}")
        builders.lead(action, f"Body {number}")
    officer.memberships.create(partnership=plan.partnership, role="officer")
    builders.sign_in(client, officer)
    with django_assert_max_num_queries(16):
        page = client.get(page_of(plan, "actions", action)).content.decode()
    assert re.search(r'<option value="\d+" selected>Theme 1</option>', page) or "Theme 1" in page


def test_a_colleague_comments_and_the_officer_deals_with_it(desk):
    client, plan = desk
    address = page_of(plan, "sections", plan.sections.get()) + "comments/"
    assert client.post(address, {"text": "Please name the ward."}).status_code == 302
    (remark,) = plan.comments.all()
    assert "Please name the ward." in client.get(address).content.decode()
    assert client.post(address, {"resolve": str(remark.pk)}).status_code == 302
    remark.refresh_from_db()
    assert (remark.resolved_by.username, plan.comments.filter(resolved_at=None).count()) == ("officer", 0)


def test_an_empty_comment_is_refused(desk):
    client, plan = desk
    page = client.post(page_of(plan, "sections", plan.sections.get()) + "comments/", {"text": " "})
    assert "This field cannot be blank." in page.content.decode()
    assert not plan.comments.exists()


def test_an_old_text_is_brought_back_as_a_new_edit(desk, officer):
    client, plan = desk
    section = plan.sections.get()
    save.save_row(editable_tables()["sections"], section, {"heading": "A worse heading"}, seen=1, by=officer)
    history = f"/desk/anytown/plans/{plan.slug}/history/"
    (change,) = Change.objects.all()
    assert f'<a href="{change.pk}/">heading</a>' in client.get(history).content.decode()
    assert "A worse heading" in client.get(f"{history}{change.pk}/").content.decode()
    assert client.post(f"{history}{change.pk}/").status_code == 302
    section.refresh_from_db()
    newest = Change.objects.first()
    assert (section.heading, section.row_version) == ("Section 1", 3)
    assert (newest.kind, newest.old, newest.new) == ("restored", "A worse heading", "Section 1")


def test_what_is_not_free_text_is_not_brought_back(desk, officer):
    client, plan = desk
    save.save_row(editable_tables()["sections"], plan.sections.get(), {"kind": "review"}, seen=1, by=officer)
    (change,) = Change.objects.all()
    assert client.get(f"/desk/anytown/plans/{plan.slug}/history/{change.pk}/").status_code == 404


def test_a_preview_shows_clean_html_and_stores_nothing(desk):
    client, plan = desk
    priority = plan.priorities.get()
    address = page_of(plan, "priorities", priority)
    typed = fields_of(client, address) | {"why": "Because **burglary** rose.\n\n<script>x</script>", "preview": "why"}
    html = client.post(address, typed | {"title": ""}).content.decode()
    (shown,) = re.findall(r'id="preview-why"[^>]*>(.*?)</div>', html, re.S)
    assert shown.startswith('<p class="app-extras">Preview</p><p>Because <strong>burglary</strong> rose.</p>')
    assert "<script" not in shown
    assert "There is a problem" not in html
    assert fields_of(client, address)["why"] == ""
    assert not Change.objects.exists()


def test_a_preview_does_not_forget_what_version_was_seen(desk, officer):
    client, plan = desk
    section = plan.sections.get()
    address = page_of(plan, "sections", section)
    typed = fields_of(client, address) | {"body": "Mine"}
    save.save_row(editable_tables()["sections"], section, {"body": "Theirs"}, seen=1, by=officer)
    html = client.post(address, typed | {"preview": "body"}).content.decode()
    assert 'name="row_version" value="1"' in html
    assert "Someone else saved this first." in client.post(address, typed).content.decode()


def test_several_rows_are_added_one_after_the_other(desk):
    client, plan = desk
    page = f"/desk/anytown/plans/{plan.slug}/sections/add/"
    sent = {"heading": "Resources", "kind": "resources", "visibility": "public", "another": "yes"}
    answer = client.post(page, sent)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Added: Resources" in client.get(page).content.decode()


def test_a_list_to_choose_from_holds_what_is_within_reach_in_reading_order(desk):
    client, plan = desk
    other = builders.rich_plan(1, builders.partnership("elsewhere"))
    later = builders.priority(plan, "2")
    builders.action(later, 1)
    builders.action(plan.priorities.get(ref="1"), 2)
    ours = builders.Organisation.objects.create(name="Our kept body", partnership=plan.partnership)
    builders.Organisation.objects.create(name="Their kept body", partnership=other.partnership)
    builders.Organisation.objects.create(name="A shared body")
    first = plan.priorities.get(ref="1").actions.get(ref="1.1")
    html = client.get(page_of(plan, "actions", first)).content.decode()
    see_also = html.split('<select name="see_also"')[1].split("</select>")[0]
    assert re.findall(r">([^<]+)</option>", see_also) == ["1.2 Action 1.2", "2.1 Action 2.1"]
    lead = first.parts.get()
    html = client.get(page_of(plan, "action-leads", lead)).content.decode()
    organisations = re.findall(r">([^<]+)</option>", html.split('<select name="organisations"')[1])
    assert organisations == ["Our kept body", "A shared body", "Police"]  # its own first, then those of all
    lead.organisations.add(builders.Organisation.objects.get(name="Their kept body"))  # named already: not lost
    html = client.get(page_of(plan, "action-leads", lead)).content.decode()
    assert "Their kept body" in html
    assert ours.name in html


def test_a_row_that_others_need_is_not_removed(desk):
    client, plan = desk
    body = plan.partnership.organisations_kept.create(name="Fire service")
    plan.members_named.create(partnership=plan.partnership, organisation=body)
    answer = client.post(page_of(plan, "organisations", body) + "remove/", {"row_version": "1"}, follow=True)
    said = "“Fire service” cannot be removed, because others refer to it: partnership members (1). Change those first."
    assert said in unescape(answer.content.decode())
    assert type(body).objects.filter(pk=body.pk).exists()
    assert not Change.objects.exists()
