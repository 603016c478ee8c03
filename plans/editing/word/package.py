"""A Word file as it is sent: what it must be, and the XML files in it."""

import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext as _

from csp_portal.formats.archives import MEGABYTE, UnusableArchive, open_archive, read_tree

from .outline import NotWord

MOST_BYTES = 20 * MEGABYTE
MOST_XML = 12 * MEGABYTE  # of one file in it, without its pictures
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class Package:
    """The main file of a document and those that it names: styles, numbering, notes, headers."""

    def __init__(self, content: bytes) -> None:
        """Raises NotWord for everything that is not a Word document that can be read."""
        _refuse_others(content)
        try:
            self._archive = open_archive(content)
            self._names = set(self._archive.namelist())
            start = self._related("", "/officeDocument")
            main = next((name for name in start.values() if name in self._names), "")
            self.body = self._tree(main).find("body") if main else None
            self.links = self._related(main, "/hyperlink")
            self._main = main
        except UnusableArchive as problem:
            raise _unusable(problem) from None
        if self.body is None:
            raise NotWord(_other_archive(self._archive))

    def trees(self, kind: str) -> Iterator[Element]:
        """The files of one kind that the document names, such as its headers. Raises NotWord."""
        try:
            for name in sorted(set(self._related(self._main, f"/{kind}").values())):
                if name in self._names:
                    yield self._tree(name)
        except UnusableArchive as problem:
            raise _unusable(problem) from None

    def tree(self, kind: str) -> Element | None:
        """The one file of a kind, if there is one."""
        return next(self.trees(kind), None)

    def _tree(self, name: str) -> Element:
        """Raises UnusableArchive."""
        size = self._archive.getinfo(name).file_size
        if size > MOST_XML:
            accepted = f"at most {MOST_XML // MEGABYTE} MB; save the part that is needed by itself"
            raise UnusableArchive(f"has {size / MEGABYTE:,.0f} MB of text and layout", accepted)
        return read_tree(self._archive, name)

    def _related(self, name: str, kind: str) -> dict[str, str]:
        """What a file names as related, by the key it is named with: files by their names, links by their addresses."""
        folder, file = posixpath.split(name)
        rels = posixpath.join(folder, "_rels", f"{file}.rels")
        if rels not in self._names:
            return {}
        found = {}
        for one in self._tree(rels):
            if one.get("Type", "").endswith(kind):
                target = one.get("Target", "")
                outside = one.get("TargetMode") == "External" or kind == "/hyperlink"
                inside = posixpath.normpath(posixpath.join("/", folder, target))[1:]
                found[one.get("Id", "")] = target if outside else inside
        return found


def _unusable(problem: UnusableArchive) -> NotWord:
    accepted = problem.accepted or _("a Word document (.docx) without a password")
    return NotWord(_("The document %(why)s. What can be read: %(accepted)s.") % {"why": problem, "accepted": accepted})


def _refuse_others(content: bytes) -> None:
    """Say what a file is that is no zip archive of a bounded size. Raises NotWord."""
    if len(content) > MOST_BYTES:
        raise NotWord(_("The document is larger than 20 MB; make its pictures smaller, or remove them, and save it."))
    if not content.strip(b"\x00 \r\n\t"):
        raise NotWord(_("The file is empty; choose the Word document (.docx)."))
    if content.startswith(_OLD_OFFICE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise NotWord(_("The document is protected with a password; save it in Word without one."))
        raise NotWord(_("The file is of the old kind of Word (.doc); open it in Word and save it as .docx."))
    if content.startswith(b"%PDF"):
        raise NotWord(_("The file is a PDF; choose the Word document (.docx) that it was made from."))
    if content.startswith(b"{\\rtf"):
        raise NotWord(_("The file is a document of another kind (RTF); open it in Word and save it as .docx."))
    if not content.startswith(b"PK"):
        raise NotWord(_("The file is not a Word document; choose one that was saved as .docx."))


def _other_archive(archive: zipfile.ZipFile) -> str:
    """What an archive is that has no Word document in it."""
    names = archive.namelist()
    if "xl/workbook.xml" in names:
        return _("The file is a spreadsheet; paste its rows on the page of the rows instead.")
    if "content.xml" in names:
        return _("The file is an OpenDocument file; open it in Word or LibreOffice and save it as .docx.")
    if "[Content_Types].xml" in names and not any(name.startswith("ppt/") for name in names):
        return _("The document is damaged: its text is missing. Download it again, or save it again in Word.")
    return _("The file is not a Word document; choose one that was saved as .docx.")
