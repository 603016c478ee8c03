"""The archive of a version: complete, readable without the portal, and published again from nothing else."""

import io
import json
import re
import zipfile

import pytest
from django.core.management import CommandError, call_command

from csp_portal.formats.archives import UnusableArchive
from csp_portal.formats.sealed import SUMS, Bounds, open_sealed, sealed
from plans.documents.document import checksum
from plans.exports.archive.restoring import restore
from plans.exports.plan_files import plan_file
from plans.exports.registry import PLAN_EXPORTS
from plans.exports.shape import Export
from plans.models import Partnership, Plan, PlanVersion
from plans.publishing.versions import publish, withdraw
from tests import builders, leaky

PATH = "/anytown/plans/2020-2023/"
ARCHIVE = PLAN_EXPORTS["archive.zip"]


@pytest.fixture
def quick(monkeypatch):
    """Papers and workbooks that cost nothing: other tests make the real ones."""
    for name, export in PLAN_EXPORTS.items():
        if not name.endswith(".zip"):
            quickly = Export(name, export.label, export.media_type, lambda text: f"{text.number}".encode())
            monkeypatch.setitem(PLAN_EXPORTS, name, quickly)


@pytest.fixture
def version(db, quick) -> PlanVersion:
    return publish(builders.rich_plan(2), kind="final")


def files_in(content: bytes) -> dict[str, bytes]:
    with open_sealed(io.BytesIO(content), Bounds(members=100, unpacked=10**7)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != SUMS}


def test_everything_of_a_version_is_in_its_archive_and_the_same(version, client):
    answer = client.get(f"{PATH}v1/archive.zip")
    files = files_in(answer.content)
    for name in PLAN_EXPORTS:
        if not name.endswith(".zip"):
            assert files[name] == client.get(f"{PATH}v1/{name}").content
    with zipfile.ZipFile(io.BytesIO(client.get(f"{PATH}v1/plan.csv.zip").content)) as tables:
        assert {f"csv/{name}": tables.read(name) for name in tables.namelist()}.items() <= files.items()
    assert files["plan.json"] == client.get(f"{PATH}v1/plan.json").content
    read_me = files["README.txt"].decode()
    assert [name for name in files if "/" not in name and name not in (*read_me.split(), "README.txt")] == []


def test_the_page_in_an_archive_needs_nothing_else(db, quick):
    owner = builders.partnership()
    plan = leaky.figures_of(owner, builders.rich_plan(1, owner))
    owner.sources.update(published_at=builders.at(2020, 5, 1))
    files = files_in(plan_file(publish(plan, kind="final"), ARCHIVE))
    page = files["plan.html"].decode()
    assert page.count('class="app-chart"') == 1
    assert re.findall(r"<script|\bsrc=|@import|url\(", page) == []
    links = re.findall(r'\bhref="([^"]*)"', page)
    of_programs = {"plan.json", "plan.schema.json", "about.json", "csv/csv-metadata.json", "SHA256SUMS", "README.txt"}
    assert {link for link in links if ":" not in link and link[0] != "#"} == {*files} - of_programs - {"plan.html"}
    assert [link for link in links if link.startswith("#") and f'id="{link[1:]}"' not in page] == []
    assert "<details class" not in page


def test_the_archive_of_a_version_stays_when_the_next_is_published(version, client):
    before = client.get(f"{PATH}v1/archive.zip").content
    version.plan.sections.filter(position=1).update(heading="Again")
    publish(version.plan, kind="final", note="Again")
    assert client.get(f"{PATH}v1/archive.zip").content == before
    assert client.get(f"{PATH}v2/archive.zip").content != before


def test_a_withdrawn_plan_has_no_archive(version, client, tmp_path, capsys):
    assert "archive.zip" in client.get(PATH).content.decode()
    withdraw(version.plan, "Replaced.")
    assert "archive.zip" not in client.get(PATH).content.decode()
    answer = client.get(f"{PATH}v1/archive.zip")
    assert (answer.status_code, "This plan is withdrawn" in answer.content.decode()) == (404, True)
    call_command("export_archive", str(tmp_path))
    assert (list(tmp_path.iterdir()), "withdrawn" in capsys.readouterr().out) == ([], True)


def test_the_commands_write_archives_and_publish_them_again(version, client, tmp_path, capsys):
    version.plan.sections.filter(position=1).update(heading="Again")
    publish(version.plan, kind="consultation", note="Once more")
    pages = [f"{PATH}v1/", f"{PATH}v2/", f"{PATH}v1/plan.json"]
    call_command("export_archive", str(tmp_path), "--partnership", "anytown")
    before = [client.get(page).content for page in pages]
    files = sorted(map(str, tmp_path.iterdir()))
    assert capsys.readouterr().out.split() == files
    Partnership.objects.update(slug="moved", name="Moved")
    call_command("restore_archive", *files)
    assert capsys.readouterr().out.count("Published again: ") == 2
    there = Plan.objects.get(partnership__slug="anytown")
    assert [(one.number, one.kind, one.note) for one in there.versions.all()] == [
        (2, "consultation", "Once more"), (1, "final", ""),
    ]  # fmt: skip
    call_command("verify_versions")
    texts = [re.sub(r"<p class=\"app-downloads.*?</p>", "", page.decode(), flags=re.S) for page in before]
    after = [client.get(page).content.decode() for page in pages]
    assert [re.sub(r"<p class=\"app-downloads.*?</p>", "", page, flags=re.S) for page in after] == texts
    with pytest.raises(CommandError, match="nothing was restored. The file is version 1 of “Community Safety Plan”"):
        call_command("restore_archive", files[0])
    for wrong in (["export_archive", str(tmp_path), "--partnership", "nowhere"], ["restore_archive", "none.zip"]):
        with pytest.raises(CommandError):
            call_command(*wrong)


def hostile(content: bytes) -> dict[str, tuple[bytes, str]]:
    """What somebody may try, and how it is refused."""
    files = files_in(content)
    about, document = json.loads(files["about.json"]), json.loads(files["plan.json"])

    def said(**changes) -> bytes:
        return sealed(files | {"about.json": json.dumps(about | changes).encode()})

    def with_text(**changes) -> bytes:
        text = document | changes
        known = about | {"checksum": checksum(text)}
        return sealed(files | {"plan.json": json.dumps(text).encode(), "about.json": json.dumps(known).encode()})

    first = document["sections"][0]
    script = {"markdown": "x", "html": "<script>alert(1)</script>"}
    money = document["funding"][0]

    def due_on(day: str) -> dict:
        one = json.loads(json.dumps(document["priorities"][0]))
        one["actions"][0]["due"] |= {"on": day, "kind": "date"}
        return one

    without = {name: held for name, held in files.items() if name != "plan.json"}
    return {
        "damaged": (content[:-40], "is damaged or was cut off"),
        "no archive": (sealed({"a": b"b"}), "has no about.json"),
        "no text": (sealed(without), "has no plan.json"),
        "not JSON": (sealed(files | {"plan.json": b"{"}), "has no plan.json that can be read"),
        "deep": (sealed(files | {"plan.json": b"[" * 100_000}), "has no plan.json that can be read"),
        "no schema": (said(archive="1"), "does not say which schema of the archive it has"),
        "future archive": (said(archive=2), "from a newer portal: its archive has schema number 2"),
        "future plan": (with_text(schema=99), "from a newer portal: its plan has schema number 99"),
        "no plan": (with_text(sections="x"), "has a plan.json that is no plan, at sections"),
        "changed": (said(checksum="0" * 64), "has a plan.json with another checksum"),
        "other plan": (said(partnership="elsewhere"), "names one partnership or plan and holds the text of another"),
        "for members": (with_text(audience="members"), "not for the public"),
        "script": (with_text(sections=[first | {"body": script}]), "holds HTML that no text of a plan can have"),
        "no number": (said(number="x"), "does not say number, day and note"),
        "number 0": (said(number=0), "cannot be restored: Versions are counted from 1."),
        "no note": (said(number=2), "cannot be restored: Say what changed"),
        "no day": (with_text(priorities=[due_on("2020-02-30")]), "holds a text that cannot be drawn as a page"),
        "no number in a table": (with_text(funding=[money | {"allocated": "1O"}]), "cannot be drawn as a page"),
        "reserved": (with_text(partnership=document["partnership"] | {"slug": "desk"}), "names one partnership"),
    }


def test_a_hostile_archive_is_refused_in_one_sentence_and_nothing_is_stored(version):
    content = plan_file(version, ARCHIVE)
    cases = hostile(content)
    with pytest.raises(UnusableArchive, match="which is edited or withdrawn here"):
        restore(io.BytesIO(content))
    Partnership.objects.update(name="Another")
    with pytest.raises(UnusableArchive, match="and Another is at its address here"):
        restore(io.BytesIO(content))
    Partnership.objects.update(slug="moved")
    before = [model.objects.count() for model in (Partnership, Plan, PlanVersion)]
    for name, (tried, sentence) in cases.items():
        with pytest.raises(UnusableArchive) as refused:
            restore(io.BytesIO(tried))
        assert sentence in str(refused.value), name
    assert [model.objects.count() for model in (Partnership, Plan, PlanVersion)] == before
