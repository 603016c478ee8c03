"""The rows of the scrutiny register as the desk edits them."""

from plans import models
from plans.editing.tables import RowKind

KEPT_BACK = ("visibility", "withheld")
WHEN_READ = "Readers see a change when the register is published."

KINDS = (
    RowKind("committees", models.Committee, "committee", "committees", "partnership", "partnership",
            ("name", "council", "designated", "remit", "locator"),
            "The committees that scrutinise the partnership. " + WHEN_READ),
    RowKind("meetings", models.Meeting, "meeting", "meetings", "committee", "committee__partnership",
            ("held_on", "place", "about", "decided", "papers", "cancelled", "locator")),
    RowKind("attendance", models.Attendance, "attendance", "attendance", "meeting", "meeting__committee__partnership",
            ("organisation", "office", "presence")),
    RowKind("work-scrutinised", models.Subject, "piece of work", "work scrutinised", "partnership", "partnership",
            ("name", "committees", "note", "locator"),
            "Pieces of work and the committees that look at them. None is a gap, several overlap. " + WHEN_READ),
    RowKind("recommendations", models.Recommendation, "recommendation", "recommendations", "partnership", "partnership",
            ("ref", "text", "about", "committee", "meeting", *KEPT_BACK, "locator"),
            "What committees recommend. Each body that is served with one answers within 28 days. " + WHEN_READ),
    RowKind("addressees", models.Addressee, "addressee", "addressees", "recommendation", "recommendation__partnership",
            ("organisation", "served_on", "answered_on", "response", "decision", "reasons")),
    RowKind("progress", models.FollowUp, "report of progress", "progress since", "addressee",
            "addressee__recommendation__partnership", ("on", "text", "evidence", "carried_out")),
    RowKind("referrals", models.Referral, "referral", "matters referred by councillors", "partnership", "partnership",
            ("member", "area", "matter", "tried", "committee", "referred_on", "decided_on", "outcome", "reasons",
             *KEPT_BACK), "Councillor calls for action. " + WHEN_READ),
    RowKind("information-requests", models.InformationRequest, "information request", "information requests",
            "partnership", "partnership",
            ("committee", "organisation", "what", "asked_on", "answer_by", "answered_on", "answer", *KEPT_BACK),
            WHEN_READ),
    RowKind("member-questions", models.MemberQuestion, "question of a member", "questions of members", "partnership",
            "partnership",
            ("meeting", "asked_by", "asked_on", "question", "answered_on", "answered_by", "answer", *KEPT_BACK),
            WHEN_READ),
)  # fmt: skip
