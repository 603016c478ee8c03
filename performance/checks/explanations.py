"""What a partnership says about findings: the only writer of explanations, and who may read them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from performance.models import Explanation
from plans.models import ChangeKind, EditConflict, Partnership, User, Visibility, log_change

from .facts.loading import public_facts, working_facts
from .finding import Finding
from .registry import run

ROW_KIND = "explanation"


@dataclass(frozen=True)
class ExplainedFinding:
    """A finding, or one that is gone, with what was said about it. `current`: it was said about these very figures."""

    key: str
    finding: Finding | None
    explanation: Explanation | None

    @property
    def current(self) -> bool:
        return bool(self.finding and self.explanation and self.finding.figures == self.explanation.figures)

    @property
    def who(self) -> str:
        """The name that readers see; the name of an account is not for them."""
        return (self.explanation and self.explanation.by.get_full_name()) or _("the partnership")

    @property
    def places(self) -> list[tuple[str, str]]:
        """Source and figure of each place, of the finding as it stands or as it was explained."""
        if self.finding:
            return [(place.source, place.anchor) for place in self.finding.places]
        return [tuple(place) for place in self.explanation.places] if self.explanation else []


def explained_findings(partnership: Partnership, findings: list[Finding]) -> list[ExplainedFinding]:
    """Findings with what was said about each. One query."""
    return [one for one in working(partnership, findings, Visibility.PUBLIC) if one.finding]


def working(partnership: Partnership, findings: list[Finding], audience: Visibility) -> list[ExplainedFinding]:
    """Everything the checks find, for the desk; last, for members, explanations of findings that are gone. One query.

    What is gone may have been about something withheld.
    """
    said = {one.key: one for one in partnership.explanations.select_related("by")}
    found = [ExplainedFinding(one.key, one, said.pop(one.key, None)) for one in findings]
    gone = said.items() if audience == Visibility.MEMBERS else ()
    return [*found, *(ExplainedFinding(key, None, one) for key, one in gone)]


def public(partnership: Partnership, check: Callable[[], list[Finding]] | None = None) -> list[ExplainedFinding]:
    """Explanations for readers: of figures they can see, or once could. One query, and no checks, if there are none."""
    said = {one.key: one for one in partnership.explanations.select_related("by")}
    if not said:
        return []
    found = {one.key: one for one in (check() if check else run(public_facts(partnership)))}
    shown = [ExplainedFinding(key, found.get(key), one) for key, one in said.items()]
    return [one for one in shown if one.current or (one.explanation and one.explanation.public)]


@transaction.atomic
def explain(partnership: Partnership, finding: Finding, text: str, *, by: User, seen: int) -> Explanation:
    """Store what an officer says about a finding, and raise the public revision.

    `seen` is the version of the explanation that the officer had in front of them, 0 for none. Raises EditConflict, and
    ValidationError when there are no words or too many.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    stored = partnership.explanations.filter(key=finding.key).first()
    if (stored.row_version if stored else 0) != seen:
        raise EditConflict
    row = stored or Explanation(partnership=partnership, key=finding.key, row_version=0)
    before = row.text
    row.text, row.by, row.at = text.strip(), by, timezone.now()
    row.sentence, row.figures = finding.sentence, finding.figures
    row.places = [[place.source, place.anchor] for place in finding.places]
    row.public = any(
        one.key == finding.key and one.figures == finding.figures for one in run(public_facts(partnership))
    )
    row.row_version += 1
    row.full_clean()
    row.save()
    _log(row, ChangeKind.CHANGED if stored else ChangeKind.ADDED, before, row.text, by)
    return row


@transaction.atomic
def take_back(explanation: Explanation, *, by: User, seen: int) -> None:
    """Remove an explanation. Raises EditConflict."""
    stored = Explanation.objects.select_for_update().select_related("partnership").filter(pk=explanation.pk).first()
    if stored is None or stored.row_version != seen:
        raise EditConflict
    _log(stored, ChangeKind.REMOVED, stored.text, "", by)
    stored.delete()


def _log(row: Explanation, kind: ChangeKind, old: str, new: str, by: User) -> None:
    readable = {one.key for one in run(working_facts(row.partnership, Visibility.PUBLIC))}
    withheld = () if row.key in readable else ("text",)
    log_change(row.partnership, ROW_KIND, row, kind, [("text", old, new)], by=by, name=row.sentence, withheld=withheld)
    row.partnership.bump_public_revision()


def of_source(found: list[ExplainedFinding], source: str) -> list[ExplainedFinding]:
    """Those about a figure of one source."""
    return [one for one in found if source in {slug for slug, _anchor in one.places}]
