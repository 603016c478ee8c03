"""The logo of a partnership: uploaded, drawn again, at the head of its papers, and removed."""

import io
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from plans.exports.papers import logo as rules
from plans.exports.papers.paper import Paper, sheet
from plans.exports.papers.word import word
from plans.exports.registry import PLAN_EXPORTS
from plans.exports.shape import Export
from plans.exports.stored import made
from plans.models import Change, Logo
from tests import builders
from tests.plans.exports.documents import full_document, published
from tests.plans.exports.test_word import opened

PAGE = "/desk/anytown/logo/"


def picture(form: str = "PNG", size: tuple[int, int] = (200, 100), mode: str = "RGB", **given) -> bytes:
    saved = io.BytesIO()
    Image.new(mode, size, "red" if mode != "P" else 1).save(saved, form, **given)
    return saved.getvalue()


def bomb(side: int) -> bytes:
    """A small PNG that says it has so many pixels on a side."""
    content = bytearray(picture())
    content[16:24] = (side).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)


@pytest.fixture
def officer(db, client):
    partnership = builders.partnership()
    builders.sign_in(client, builders.person("officer", partnership, "administrator"))
    return partnership


def send(client, content: bytes, name: str = "logo.png", kind: str = "image/png"):
    return client.post(PAGE, {"file": SimpleUploadedFile(name, content, kind)})


def test_a_logo_is_uploaded_shown_replaced_and_removed(officer, client):
    assert send(client, picture(), "logo.html", "text/html").status_code == 302
    page = client.get(PAGE).content.decode()
    assert f'alt="{officer.name}" src="data:image/png;base64,' in page
    first = bytes(Logo.objects.get().content)
    send(client, picture("JPEG", (300, 300)))
    assert bytes(Logo.objects.get().content) != first
    client.post(f"{PAGE}remove/")
    client.post(f"{PAGE}remove/")
    assert not Logo.objects.exists()
    assert "There is no logo yet." in client.get(PAGE).content.decode()
    said = Change.objects.filter(field="logo").order_by("pk").values_list("new", flat=True)
    assert list(said) == ["uploaded", "uploaded", "removed"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a PNG or JPEG"),
        (b"GIF89a" + bytes(50), "not a PNG or JPEG"),
        (picture("BMP"), "not a PNG or JPEG"),
        (picture()[:60], "damaged"),
        (bomb(65_000), "at most 5,000 by 5,000"),
        (bomb(5_001), "at most 5,000 by 5,000"),
        (picture(size=(39, 400)), "at least 40 by 40"),
        (bytes(rules.MOST_BYTES + 1), "larger than 2 MB"),
    ],
    ids=["empty", "svg", "gif", "bmp", "cut off", "bomb", "small bomb", "small", "large"],
)
def test_what_is_no_logo_is_refused_with_a_reason_and_nothing_is_stored(officer, client, content, words):
    answer = send(client, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Logo.objects.exists()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "L", "1", "CMYK"])
def test_a_picture_is_drawn_again_without_what_else_its_file_says(mode):
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Qzxjkwplanted")
    form = ("JPEG", {}) if mode == "CMYK" else ("PNG", {"pnginfo": note})
    kept = rules.read(picture(form[0], (3000, 1500), mode, **form[1]))
    assert b"Qzxjkwplanted" not in kept
    drawn = Image.open(io.BytesIO(kept))
    assert (drawn.format, drawn.size, drawn.info) == ("PNG", (1200, 600), {})


def test_papers_have_the_logo_with_the_name_of_the_partnership_in_its_place(db):
    partnership = builders.partnership()
    content = {**full_document(), "partnership": {**full_document()["partnership"], "slug": partnership.slug}}
    rules.store(partnership, rules.read(picture()), by=None)
    given = []
    made(Export("x.pdf", "x", "x", lambda text: given.append(text) or b""), published(content))
    (text,) = given
    paper = Paper("A plan", "Partnership plan", text, "<h1>A plan</h1>")
    name = content["partnership"]["name"]
    assert f'<img class="app-logo" alt="{name}" src="data:image/png;base64,' in sheet(paper)
    document = opened(word(paper))
    assert [one.get("descr") for one in document.element.iter("{*}docPr")] == [name]
    assert made(PLAN_EXPORTS["plan.csv.zip"], text)  # of no use to what is not printed


def test_the_colour_of_a_partnership_is_on_its_papers(db):
    document = full_document()
    document["partnership"]["colour"] = "#aa1122"
    paper = Paper("A plan", "Partnership plan", published(document), "<h1>A plan</h1><div class='app-lead'>So</div>")
    assert "border-left: 4pt solid #aa1122" in sheet(paper)
    assert 'w:color="AA1122"' in opened(word(paper)).styles.element.xml
    document["partnership"]["colour"] = ""
    assert "solid #1d5a7a" in sheet(paper)
