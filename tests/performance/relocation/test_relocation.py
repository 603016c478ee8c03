"""A partnership leaves one portal and arrives in another: all of it, the same, or nothing."""

import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client

from csp_portal.formats.archives import UnusableArchive
from csp_portal.formats.sealed import SUMS, sealed
from performance.models import Indicator, Observation
from performance.relocation import belongings
from performance.relocation.arrival import bring_in
from performance.relocation.export import MANIFEST, SCHEMA, export
from plans.models import Change, Organisation, Partnership, PlanVersion, Subscription, User, VersionKind
from plans.publishing.versions import publish
from tests import builders, leaky
from tests.databases import own_database


def exported(partnership: Partnership) -> bytes:
    written = io.BytesIO()
    export(partnership, written)
    return written.getvalue()


def changed(content: bytes, **lines) -> bytes:
    """The same file with other contents of some of its files, and the checksums of these."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist() if name != SUMS}
    return sealed({name: lines.get(name.replace(".", "_"), held) for name, held in files.items()})


@pytest.mark.anywhere
def test_every_model_goes_or_stays_for_a_reason():
    going = set(belongings.in_order())
    staying = {model for model in apps.get_models(include_auto_created=True) if model not in going}
    unexplained = [
        model._meta.label
        for model in staying
        if model._meta.label not in belongings.STAYS and model._meta.app_label not in belongings.APPS_STAY
    ]
    assert unexplained == []
    assert {model._meta.label for model in going} & belongings.STAYS.keys() == set()
    assert all(reason for reason in [*belongings.STAYS.values(), *belongings.APPS_STAY.values()])


@pytest.mark.anywhere
def test_rows_come_after_all_that_they_must_name():
    placed: set = set()
    for model in belongings.in_order():
        assert {one.related_model for one in belongings.relations(model) if not one.null} <= placed
        placed.add(model)


@pytest.mark.django_db
def test_a_partnership_with_a_row_of_everything_arrives_as_it_left(tmp_path):
    """Slow: makes the tables of a second portal, and a row of every model."""
    here = leaky.partnership_of_everything()
    publish(here.plans.get(slug="2020-2023"), kind=VersionKind.FINAL)
    Subscription.objects.update(confirmed_at=builders.at(2020, 5, 2))
    User.objects.filter(username="somebody").update(is_superuser=True, email="somebody@example.org")
    left = exported(here)
    pages = ["/anytown/", "/anytown/plans/2020-2023/", "/anytown/plans/2020-2023/v1/plan.json", "/anytown/areas/"]
    before = [Client().get(page).content for page in pages]
    texts = list(PlanVersion.objects.values_list("checksum", flat=True))
    with own_database(tmp_path):
        known = Organisation.objects.create(name="Police", url="https://police.example/")
        Partnership.objects.create(slug="elsewhere", name="Elsewhere", place="Elsewhere")
        arrived = bring_in(io.BytesIO(left))
        there = Partnership.objects.get(slug="anytown")
        assert arrived.partnership == there
        assert arrived.known == 2  # besides the set of areas that stand for whole partnerships
        assert Organisation.objects.get(name="Police") == known
        person = User.objects.get(email="somebody@example.org")
        assert (person.is_superuser, person.has_usable_password()) == (False, False)
        row = there.plans.get(slug="2020-2023").priorities.get(ref="1").actions.get()
        said = Change.objects.get(row_kind="actions", old="x")
        assert said.row_id == row.pk
        assert list(PlanVersion.objects.values_list("checksum", flat=True)) == texts
        call_command("verify_versions")
        assert [Client().get(page).content for page in pages] == before
        Organisation.objects.filter(pk=known.pk).update(url="")
        assert changed(exported(there)) == changed(left)
        with pytest.raises(UnusableArchive, match="there is one at this address already"):
            bring_in(io.BytesIO(left))


def hostile(content: bytes) -> dict[str, tuple[bytes, str]]:
    """What somebody may try, and how it is refused."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        manifest = json.loads(archive.read(MANIFEST))
        indicators = archive.read("performance.indicator.jsonl")

    def said(**changes) -> bytes:
        return changed(content, manifest_json=json.dumps(manifest | changes).encode())

    percent = indicators.replace(b'"crimes"', b'"%"')
    return {
        "damaged": (content[:-40], "is damaged or was cut off"),
        "future": (said(schema=SCHEMA + 1), "from a newer portal"),
        "no move": (sealed({"a": b"b"}), "is no partnership that was exported"),
        "unknown": (said(rows={"plans.magic.jsonl": 1}), "kinds of rows that this portal does not know"),
        "other": (said(partnership="other"), "does not hold the partnership “other” alone"),
        "short": (said(rows=manifest["rows"] | {"plans.user.jsonl": 9}), "another number"),
        "other unit": (changed(content, performance_indicator_jsonl=percent), "means something else"),
        "columns": (changed(content, performance_indicator_jsonl=b'{"name":"x"}\n'), "other columns"),
        "not JSON": (changed(content, plans_organisation_jsonl=b"{\n"), "that is not JSON"),
        "nowhere": (changed(content, performance_indicator_jsonl=b""), "another number"),
    }


@pytest.mark.django_db
def test_a_hostile_file_is_refused_in_one_sentence_and_nothing_is_stored():
    here = builders.partnership()
    made = builders.plan(here)
    area = builders.area_set(here, ["North"]).areas.get()
    builders.observation(builders.source(here, plan=made), builders.indicator(), area, 2020, 5)
    cases = hostile(exported(here))
    Partnership.objects.update(slug="moved", name="Moved")
    before = [model.objects.count() for model in (Partnership, Organisation, Indicator, Observation, User)]
    for name, (content, sentence) in cases.items():
        with pytest.raises(UnusableArchive) as refused:
            bring_in(io.BytesIO(content))
        assert sentence in str(refused.value), name
    assert [model.objects.count() for model in (Partnership, Organisation, Indicator, Observation, User)] == before


@pytest.mark.django_db
def test_the_commands_say_what_they_did_and_what_is_wrong(tmp_path, capsys):
    builders.plan(builders.partnership())
    file = tmp_path / "anytown.zip"
    call_command("export_partnership", "anytown", str(file))
    assert (file.stat().st_mode & 0o777, list(tmp_path.iterdir())) == (0o600, [file])
    with pytest.raises(CommandError, match="nothing was stored. The file holds the partnership “anytown”"):
        call_command("import_partnership", str(file))
    with pytest.raises(CommandError, match="There is no partnership “nowhere”. Choose one of: anytown."):
        call_command("export_partnership", "nowhere", str(file))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("import_partnership", str(tmp_path / "none.zip"))
    Partnership.objects.update(slug="moved", name="Moved")
    with zipfile.ZipFile(file) as archive:
        plans = archive.read("plans.plan.jsonl").replace(b"2020-04-01", b"2020-04-99")
    (tmp_path / "odd.zip").write_bytes(changed(file.read_bytes(), plans_plan_jsonl=plans))
    with pytest.raises(CommandError, match="that does not fit its column: “2020-04-99”"):
        call_command("import_partnership", str(tmp_path / "odd.zip"))
    call_command("import_partnership", str(file))
    assert "Safer Anytown:" in capsys.readouterr().out
