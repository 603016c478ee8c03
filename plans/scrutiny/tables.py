"""The rows of the scrutiny register as the desk edits them."""

from plans import models
from plans.editing.tables import EditableTable

WITHHELD = ("visibility", "withheld")
WHEN_READ = "Readers see a change when the register is published."

TABLES = (
    EditableTable("committees", models.Committee, "committee", "committees", "partnership",
            "partnership",
            ("name", "council", "designated", "remit", "locator"),
            "The committees that scrutinise the partnership. " + WHEN_READ),
    EditableTable("meetings", models.Meeting, "meeting", "meetings", "committee",
            "committee__partnership",
            ("held_on", "place", "about", "decided", "papers", "cancelled", "locator")),
    EditableTable("attendance", models.Attendance, "attendance", "attendance", "meeting",
            "meeting__committee__partnership",
            ("organisation", "office", "presence")),
    EditableTable("work-scrutinised", models.Subject, "piece of work", "work scrutinised", "partnership",
            "partnership",
            ("name", "committees", "note", "locator"),
            "Pieces of work and the committees that look at them. None is a gap, several overlap. " + WHEN_READ),
    EditableTable("recommendations", models.Recommendation, "recommendation", "recommendations", "partnership",
            "partnership",
            ("ref", "text", "about", "committee", "meeting", *WITHHELD, "locator"),
            "What committees recommend. Each body that is served with one answers within 28 days. " + WHEN_READ),
    EditableTable("addressees", models.Addressee, "addressee", "addressees", "recommendation",
            "recommendation__partnership",
            ("organisation", "served_on", "answered_on", "response", "decision", "reasons")),
    EditableTable("progress", models.FollowUp, "report of progress", "progress since", "addressee",
            "addressee__recommendation__partnership", ("on", "text", "evidence", "carried_out")),
    EditableTable("referrals", models.Referral, "referral", "matters referred by councillors", "partnership",
            "partnership",
            ("member", "area", "matter", "tried", "committee", "referred_on", "decided_on", "outcome", "reasons",
             *WITHHELD), "Councillor calls for action. " + WHEN_READ),
    EditableTable("information-requests", models.InformationRequest, "information request", "information requests",
            "partnership", "partnership",
            ("committee", "organisation", "what", "asked_on", "answer_by", "answered_on", "answer", *WITHHELD),
            WHEN_READ),
    EditableTable("member-questions", models.MemberQuestion, "question of a member", "questions of members",
            "partnership", "partnership",
            ("meeting", "asked_by", "asked_on", "question", "answered_on", "answered_by", "answer", *WITHHELD),
            WHEN_READ),
)  # fmt: skip
