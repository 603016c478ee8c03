"""Archives with checksums: what was put in comes out, and everything else is refused in one sentence."""

import io
import stat
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given, settings, strategies as st

from csp_portal.formats.archives import UnusableArchive
from csp_portal.formats.sealed import SUMS, Bounds, SealedWriter, open_sealed, sealed

pytestmark = pytest.mark.anywhere
MOST = Bounds(members=5, unpacked=3_000_000)
FILES = {"README.txt": b"Read me.", "data/one.csv": b"a,b\n1,2\n" * 200}


def read(content: bytes, most: Bounds = MOST) -> dict[str, bytes]:
    with open_sealed(io.BytesIO(content), most) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name != SUMS}


def packed(*members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return written.getvalue()


def test_what_was_put_in_comes_out_and_the_same_files_give_the_same_bytes():
    assert read(sealed(FILES)) == FILES
    assert sealed(FILES) == sealed(dict(FILES))
    written = io.BytesIO()
    writer = SealedWriter(written)
    for name, content in FILES.items():
        writer.write(name, [content[:5], content[5:]])
    writer.close()
    assert read(written.getvalue()) == FILES


def link() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("link")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


SUM = b"2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae  "  # of "foo"
HOSTILE = {
    "outside": ([("../evil", b"foo")], "has a file whose name leads outside it, as attacks do"),
    "absolute": ([("/etc/evil", b"foo")], "has a file whose name leads outside it, as attacks do"),
    "windows": ([("a\\..\\evil", b"foo")], "has a file whose name leads outside it, as attacks do"),
    "drive": ([("C:evil", b"foo")], "has a file whose name leads outside it, as attacks do"),
    "link": ([(link(), b"/etc/passwd")], "has a file whose name leads outside it, as attacks do"),
    "many": ([(f"{n}", b"") for n in range(6)], "consists of 6 files"),
    "bomb": ([("a", b"0" * 2_000_000)], "unpacks to 9"),
    "large": ([("a", b"0" * 4_000_000)], "unpacks to 4 MB"),
    "no sums": ([("a", b"foo")], "has no list of checksums (SHA256SUMS)"),
    "odd sums": ([("a", b"foo"), (SUMS, b"nothing")], "has a list of checksums (SHA256SUMS) that cannot be read"),
    "missing": ([(SUMS, SUM + b"a\n")], "lacks the file a"),
    "added": ([("a", b"foo"), ("b", b"x"), (SUMS, SUM + b"a\n")], "has a file that is not in its list of checksums"),
    "changed": ([("a", b"bar"), (SUMS, SUM + b"a\n")], "has a wrong checksum: a is not what was exported"),
}


@pytest.mark.parametrize(("members", "sentence"), HOSTILE.values(), ids=list(HOSTILE))
def test_a_hostile_archive_is_refused(members, sentence):
    with pytest.raises(UnusableArchive) as refused:
        read(packed(*members))
    assert str(refused.value).startswith(sentence)


def test_what_is_no_archive_or_packed_in_an_unusual_way_is_refused():
    unusual = packed(("a", b"foo"), (SUMS, SUM + b"a\n"), method=zipfile.ZIP_LZMA)
    nameless = sealed({"name.csv": b"foo"}).replace(b"name.csv", b"\0ame.csv")
    for content in (b"", b"PK", b"hello" * 100, unusual, nameless):
        with pytest.raises(UnusableArchive):
            read(content)


@given(st.integers(0, 10_000), st.integers(0, 255), st.booleans())
@settings(max_examples=60, deadline=None)
def test_whatever_is_done_to_the_bytes_it_is_refused_or_reads_the_same(place, byte, cut):
    content = bytearray(sealed(FILES))
    place %= len(content)
    if cut:
        del content[place:]
    else:
        content[place] = byte
    with suppress(UnusableArchive):
        assert read(bytes(content)) == FILES
