"""The approval of a report: each text of it is sent, approved or sent back, and only what was sent is published."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from performance.models import ApprovalMove, ProgressReport, ReportApproval, ReportVersion
from performance.rules.reports.types import ReportDocument
from plans.access.permissions import Permission
from plans.documents.document import checksum
from plans.documents.versions import NotPublishable
from plans.models import ChangeKind, User, log_change
from plans.publishing.approval import (
    TransitionError,
    require_no_errors,
    require_permission,
    require_same_text,
    require_short,
    second_person_needed,
)

from .content.checklist import problems
from .content.document import members_report, report_document
from .publishing import publish_report

Texts = tuple[ReportDocument, ReportDocument | None]
MAY: dict[ApprovalMove, Permission] = {
    ApprovalMove.SENT: Permission.EDIT_PARTNERSHIP,
    ApprovalMove.APPROVED: Permission.SIGN_OFF,
    ApprovalMove.SENT_BACK: Permission.SIGN_OFF,
}


@dataclass(frozen=True)
class ApprovalState:
    """Where one text of a report is on its way to publication.

    `sent` is None for a text that does not wait for approval; then `before` is what happened last to an earlier text
    since the last version, or that this one was sent back.
    """

    sent: ReportApproval | None = None
    approved: list[ReportApproval] = field(default_factory=list)
    before: ReportApproval | None = None

    def missing_person(self, by: User) -> str:
        """Why this person may not publish the text alone, in a sentence; empty when they may, or it was not sent."""
        if self.sent is None:
            return ""
        owner = self.sent.report.partnership
        return second_person_needed(owner, by, self.sent.by, [one.by for one in self.approved])


def approval_state(moves: Sequence[ReportApproval], text: str) -> ApprovalState:
    """What the moves since the last version, the oldest first, say of the text with this checksum. Pure.

    Sending a text back voids all that was said of it before.
    """
    backs = [number for number, one in enumerate(moves) if one.move == ApprovalMove.SENT_BACK]
    current = moves[backs[-1] + 1 :] if backs else moves
    sent = [one for one in current if one.move == ApprovalMove.SENT and one.checksum == text]
    if not sent:
        return ApprovalState(before=moves[-1] if moves else None)
    approved = [one for one in current if one.move == ApprovalMove.APPROVED and one.checksum == text]
    return ApprovalState(sent[-1], approved)


def texts_of(report: ProgressReport) -> Texts:
    """The report as the public would read it, and as members would, where that is more."""
    content = report_document(report)
    return content, members_report(report, content)


def state_of(report: ProgressReport, text: str) -> ApprovalState:
    """Where the text with this checksum is on its way. Two queries."""
    latest = report.versions.values_list("published_at", flat=True).first()
    moves = report.approvals.select_related("by", "report__partnership")
    return approval_state(list(moves.filter(at__gt=latest) if latest else moves), text)


@transaction.atomic
def move(report: ProgressReport, kind: ApprovalMove, *, by: User, seen: str, note: str = "") -> ReportApproval:
    """Send the text with the checksum `seen` for approval, approve it or send it back, and put it into the history.

    Raises TransitionError, and then nothing has happened.
    """
    report = _locked(report)
    require_permission(report.partnership, by, MAY[kind])
    require_short(note)
    texts = texts_of(report)
    require_same_text(seen, checksum(texts))
    state = state_of(report, seen)
    if kind == ApprovalMove.SENT:
        _fit_to_send(report, texts, state)
    elif state.sent is None:
        raise TransitionError(_("This text is not waiting for approval. Nothing was changed."))
    if kind == ApprovalMove.APPROVED and any(one.by == by for one in state.approved):
        raise TransitionError(_("You have already approved this text."))
    if kind == ApprovalMove.SENT_BACK and not note.strip():
        raise TransitionError(_("Write a note first: %(words)s.") % {"words": _("what has to change")})
    made = report.approvals.create(move=kind, checksum=seen, by=by, note=note.strip())
    said = f"{made.get_move_display()}: {made.note}" if made.note else made.get_move_display()
    log_change(report.partnership, "reports", report, ChangeKind.CHANGED, [("approval", "", said)], by=by)
    return made


@transaction.atomic
def publish_approved(report: ProgressReport, *, by: User, seen: str, note: str = "") -> ReportVersion:
    """Publish the text with the checksum `seen`, which was sent for approval and in which a second person took part,
    unless one is enough in this partnership. Raises TransitionError."""
    report = _locked(report)
    require_permission(report.partnership, by, Permission.PUBLISH)
    require_short(note)
    require_same_text(seen, checksum(texts_of(report)))
    state = state_of(report, seen)
    if state.sent is None:
        raise TransitionError(_("Send the report for approval first."))
    if sentence := state.missing_person(by):
        raise TransitionError(sentence)
    try:
        return publish_report(report, note=note, by=by)
    except NotPublishable as problem:
        raise TransitionError(str(problem)) from None


def is_published(report: ProgressReport, texts: Texts) -> bool:
    """True if the newest version says what the report says now."""
    latest = report.versions.first()
    return latest is not None and (latest.checksum, latest.for_members) == (checksum(texts[0]), texts[1])


def _fit_to_send(report: ProgressReport, texts: Texts, state: ApprovalState) -> None:
    """Raise TransitionError for a text that is sent already, is published or has errors."""
    if state.sent:
        raise TransitionError(_("This text has already been sent for approval. Nothing was changed."))
    if is_published(report, texts):
        raise TransitionError(_("Nothing has changed since the last version."))
    if report.source and report.source.published_at is None:
        words = _("Publish the source “%(title)s” first: its figures are part of the report.")
        raise TransitionError(words % {"title": report.source.title})
    require_no_errors(problems(texts[1] or texts[0]))


def _locked(report: ProgressReport) -> ProgressReport:
    """The report as it is now, held until the end of the transaction."""
    related = ("partnership", "plan__partnership", "source", "meeting__committee")
    reports = ProgressReport.objects.select_for_update(of=("self",)).select_related(*related)
    return reports.get(pk=report.pk)
