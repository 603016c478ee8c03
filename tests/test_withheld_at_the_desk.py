"""What is withheld from the public is read at the desk by those alone whose role says so: on every page, in every file.

Words are planted in every text of every row that can be withheld and of all that is part of it, by editing: what was
written before it was withheld, while it was, and before it was removed. Then every address that an officer can reach is
asked for by everybody who may not read them, and by those who may.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator

import pytest
from django.db import models
from django.test import Client

from performance.figures.publishing import publish_source
from performance.reports.publishing import publish_report
from plans.access.permissions import ROLES, Permission
from plans.editing import comments, save
from plans.editing.tables import EditableTable, editable_tables
from plans.models import Partnership, Plan, Role, User, Visibility
from plans.publishing.versions import publish
from plans.rollforward.copying import roll_forward
from plans.scrutiny.document import publish_register
from priorities.models import Priority, ProgressUpdate
from priorities.models.status import WithStatus
from tests import builders
from tests.leaky import (
    WORD,
    belongings,
    can_be_hidden,
    models_with_texts,
    one_of,
    partnership_of_everything,
    plant,
    tie_together,
)
from tests.public_pages import LINK, but_for_its_choice, text_of
from tests.test_permissions import taken_back

pytestmark = pytest.mark.anywhere

# What is uploaded, the same in another order, and the table of one row as a file: the whole table is read as one too.
NOT_READ = ["/figures/import/", "sort=", "&format="]
MAY_NOT = ["officer elsewhere", "lead"]  # a stranger is asked to sign in at every address: test_permissions


@pytest.fixture
def owner(db) -> Partnership:
    return partnership_of_everything()


def kind_of(row: models.Model) -> EditableTable | None:
    return next((kind for kind in editable_tables().values() if kind.model is type(row)), None)


def free_texts(kind: EditableTable) -> list[str]:
    """The fields of a kind that are edited as free text, so that history keeps their words."""
    texts = {field.name for field in models_with_texts()[kind.model]}
    return [name for name in kind.fields if name in texts and save.can_bring_back(kind, name)]


def write(row: models.Model, by: User, words: str, **more) -> models.Model:
    """Edit every free text of a row as an officer does."""
    kind = kind_of(row)
    row.refresh_from_db()
    values = {name: words[: row._meta.get_field(name).max_length] for name in free_texts(kind)} | more
    if isinstance(row, WithStatus):  # there is no comment on a status without one
        values["status"] = "on track"
    return save.save_row(kind, row, values, seen=row.row_version, by=by)


def withhold(row: models.Model, by: User) -> None:
    """Write of a row, remark on it, withhold it, and write and remark again; the same for all that is part of it."""
    below = [one for one in belongings(row) if kind_of(one) and free_texts(kind_of(one))]
    for number, one in enumerate([row, *below]):
        write(one, by, f"{WORD} before {number}")
        remark(one, by)
    row.refresh_from_db()
    hidden = {"visibility": Visibility.MEMBERS, "withheld": "7"}
    save.save_row(kind_of(row), row, hidden, seen=row.row_version, by=by)
    for number, one in enumerate([row, *below]):
        write(one, by, f"{WORD} after {number}")
        remark(one, by)
    for one in [row, *belongings(row)]:
        plant(one, models_with_texts()[type(one)])


def remark(row: models.Model, by: User) -> None:
    kind = kind_of(row)
    if kind.root_model is Plan and kind.owner:
        comments.comment(kind, row, f"{WORD} remark", by=by)


@pytest.fixture
def withheld(owner) -> Partnership:
    """A partnership in which one row of every kind is withheld, in a published plan and in the draft after it."""
    by = builders.person("writer", owner, "officer")
    plan, report = owner.plans.get(slug="2020-2023"), owner.reports.get(slug="report-1")
    tie_together(plan)
    forget_before(plan, one_of(Priority, plan, report), by)
    for model in can_be_hidden():
        if model.__name__ not in ("Change", "Comment"):
            withhold(one_of(model, plan, report), by)
    hidden = plan.priorities.get(visibility=Visibility.MEMBERS)
    name_and_forget(plan, hidden, by)
    ProgressUpdate.objects.filter(action__priority=hidden).update(name=f"{WORD} named", happened=WORD, next=WORD)
    line = {"key": f"target {hidden.targets.first()}", "name": str(hidden.targets.first())}
    save.add_row(editable_tables()["report-lines"], report, line, by=by)
    publish_source(owner.sources.get(slug="crime-figures"))
    publish(plan, kind="final")
    publish_report(builders.explain(report))
    publish_register(owner)
    period = {"period_start": dt.date(2024, 4, 1), "period_end": dt.date(2027, 3, 31)}
    again = Plan.objects.get(pk=plan.pk)
    draft, _report = roll_forward(again, **period, slug="next", title="Next", choices={}, by=by)
    section = draft.sections.get(visibility=Visibility.MEMBERS)
    write(section, by, f"{WORD} {{{{ figure {WORD} 2020/21 }}}}")
    return owner


def forget_before(plan: Plan, still_public: models.Model, by: User) -> None:
    """Rows that are part of what is withheld only after they are removed, with all that was said of them."""
    tables = editable_tables()
    action = save.add_row(tables["actions"], still_public, {"ref": "9.9", "title": f"{WORD} removed action"}, by=by)
    step = save.add_row(tables["milestones"], action, {"ref": "9.9.1", "text": f"{WORD} removed milestone"}, by=by)
    theme = save.add_row(tables["themes"], plan, {"name": f"{WORD} removed theme"}, by=by)
    theme = save.save_row(tables["themes"], theme, {"priority": still_public}, seen=1, by=by)
    for row in (action, step, theme):
        write(row, by, f"{WORD} before it was removed")
        remark(row, by)
    for row in (action, theme):
        row.refresh_from_db()
        save.remove_row(kind_of(row), row, seen=row.row_version, by=by)


def name_and_forget(plan: Plan, hidden: models.Model, by: User) -> None:
    """Rows for everybody that name what is withheld, and rows withheld that are removed again."""
    line = plan.funding.filter(visibility=Visibility.PUBLIC).first()
    for priority in (hidden, None):
        line.refresh_from_db()
        line = save.save_row(editable_tables()["funding"], line, {"priority": priority}, seen=line.row_version, by=by)
    gone = save.add_row(editable_tables()["sections"], plan, {"heading": f"{WORD} gone", "slug": "gone"}, by=by)
    gone = save.save_row(
        editable_tables()["sections"], gone, {"visibility": "members", "withheld": "7"}, seen=gone.row_version, by=by
    )
    remark(gone, by)
    save.remove_row(editable_tables()["sections"], gone, seen=gone.row_version, by=by)


def client_of(reader: str, owner: Partnership) -> Client:
    client = Client()
    role, _space, _elsewhere = reader.partition(" elsewhere")
    there = builders.partnership("elsewhere") if reader.endswith("elsewhere") else owner
    builders.sign_in(client, builders.person(reader, there, role))
    return client


def reached(client: Client, owner: Partnership, left_out: str) -> dict[str, str]:
    """Every address that leads on from the desk home of an officer, with what it answers, but for one plan."""
    waiting, known, found = ["/desk/", f"/desk/{owner.slug}/scrutiny/"], set(), {}
    while waiting:
        address = waiting.pop()
        if but_for_its_choice(address) in known or re.search("|".join([*NOT_READ, left_out]), address):
            continue
        known.add(but_for_its_choice(address))
        response = client.get(address)
        found[address] = words_of(response)
        if "html" in response.headers.get("Content-Type", ""):
            links = [link.replace("&amp;", "&") for link in LINK.findall(response.content.decode())]
            waiting += [link for link in links if link.startswith((f"/desk/{owner.slug}/", f"/{owner.slug}/figures-c"))]
            waiting += [f"{address.partition('?')[0]}{link}" for link in relative(response.content.decode())]
    return found


def relative(page: str) -> Iterator[str]:
    """Links that a page gives without its own address: its history, and the history as a file."""
    yield from (link.replace("&amp;", "&") for link in re.findall(r'href="(history/|\?[^"]*)"', page))


def words_of(response) -> str:
    return f"{response.headers} {text_of(response)}" if response.status_code != 304 else ""


def shown(client: Client, address: str, is_posted_to: bool) -> Iterator[str]:
    """What an address answers to this reader, asked for and, if wanted, posted to, with the page that a post leads to.

    A page of other choices takes the same posts as the page without them, so only that one is posted to.
    """
    yield words_of(client.get(address))
    if "?" in address or not is_posted_to:
        return
    with taken_back():
        yield words_of(client.post(address, {"text": "A remark", "seen": "1"}, follow=True))


def one_of_each_kind(addresses: Iterable[str]) -> list[str]:
    """The first of the addresses that differ in numbers alone: a stranger is refused before any row is looked for."""
    return list({re.sub(r"\d+", "", address): address for address in reversed(list(addresses))}.values())


def worth_asking(pages: dict[str, str], reader: str) -> list[str]:
    """What a lead is asked for: every address where an officer reads a planted word, and of the rest one of each kind,
    which are drawn from rows without any."""
    kinds = one_of_each_kind(pages)
    return (
        kinds
        if reader != "lead"
        else [address for address, words in pages.items() if WORD in words or address in kinds]
    )


def planted(words: str) -> set[str]:
    return set(re.findall(rf"{WORD}[\w-]*", words))


@pytest.mark.parametrize(
    ("left_out", "least"),
    [(r"/2023-2026/|/add/|draft\.pdf", 700), pytest.param("no plan", 1000, marks=pytest.mark.long)],
)
def test_what_is_withheld_is_shown_to_nobody_whose_role_may_not_read_it(withheld, left_out, least):
    """An answer may name the address that was asked for, in which a word was planted too.

    Slow: reads every page that an officer can reach, some 1,200, without empty forms and those of a plan in which
    nothing is withheld, asks for some 400 as a lead, and posts to one of each kind.
    """
    officer = reached(client_of("officer", withheld), withheld, left_out)
    assert len(officer) >= least
    assert len([address for address, words in officer.items() if WORD in words]) >= 200
    for reader in MAY_NOT:
        client = client_of(reader, withheld)
        asked = worth_asking(officer, reader)
        posted_to = {*one_of_each_kind(asked)}
        leaks = [
            address
            for address in asked
            for words in shown(client, address, address in posted_to)
            if planted(words) - planted(address)
        ]
        assert (reader, leaks) == (reader, [])


def test_every_role_but_leads_reads_what_is_withheld():
    """The words of the choice on the form and the table of roles name the same people."""
    may = {role for role in Role if Permission.READ_MEMBERS_TEXT in ROLES[role]}
    assert may == {Role.ADMINISTRATOR, Role.OFFICER, Role.APPROVER, Role.SCRUTINY_MEMBER}
    assert str(Visibility.MEMBERS.label) == "Scrutiny members, officers and approvers"
