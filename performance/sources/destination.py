"""Which source an import goes to, and how that is protected: the choice made is the choice kept, or it is refused."""

from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify
from django.utils.translation import gettext as _

from csp_portal.formats.slugs import slug_of
from performance.models import Disclosure, ImportRun, Source

from .protection_form import words_of_protection


class SourceRefused(ValueError):
    """The import cannot go where it was sent; the message says why, `accepted` what to do."""

    def __init__(self, why: str, accepted: str) -> None:
        super().__init__(why)
        self.accepted = accepted


@dataclass(frozen=True)
class Destination:
    """The source of an import; `source` is None while it is still to be made."""

    slug: str
    title: str
    source: Source | None
    disclosure: str


def destination(run: ImportRun, *, stated: str = "", stated_title: str = "", open_data: bool = False) -> Destination:
    """Where the figures of a run go: to the source that was chosen, named, or that the file states. Raises
    SourceRefused.

    `stated`: the slug that files of this kind give their source. `open_data`: such files are open to the single record.
    A file that names no source makes one of its own name, or goes on with it where its protection is the usual one.
    """
    usual = Disclosure.OPEN if open_data else Disclosure.PROTECTED
    if run.source:
        return _kept(run.source, run.disclosure)
    if run.source_title:
        slug, title = slug_of(run.source_title, "source"), run.source_title
        if run.partnership.sources.filter(slug=slug).exists():
            why = _("there is already a source called “%(title)s”") % {"title": title}
            raise SourceRefused(why, _("that source chosen from the list, or another name"))
        return Destination(slug, title, None, run.disclosure or usual)
    if run.pasted:
        raise SourceRefused(
            _("nothing says which source the cells belong to"), _("a source chosen from the list, or a new name")
        )
    slug = stated or slugify(Path(run.file_name).stem)[:80] or "figures"
    found = run.partnership.sources.filter(slug=slug).first()
    if found:
        return _kept(found, run.disclosure if stated else run.disclosure or usual)
    return Destination(slug, stated_title or run.file_name, None, run.disclosure or usual)


def _kept(source: Source, chosen: str) -> Destination:
    """A source that is here, with the protection it has. Raises SourceRefused where another one was chosen."""
    if chosen and chosen != source.disclosure:
        words = {"source": source, "rule": words_of_protection(source)}
        raise SourceRefused(
            _("“%(source)s” is already here, with a different protection. It says: %(rule)s") % words,
            _("that source chosen from the list as it is, its protection changed first, or a new name"),
        )
    return Destination(source.slug, source.title, source, source.disclosure)
