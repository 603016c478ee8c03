"""The rows of the scrutiny register as the desk edits them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from plans import models
from plans.editing.tables import EditableTable

WITHHELD = ("visibility", "withheld")
WHEN_READ = _("Readers see a change when the register is published.")


def _help(words: str) -> str:
    return format_lazy("{} {}", words, WHEN_READ)


TABLES = (
    EditableTable("committees", models.Committee, _("committee"), _("committees"), "partnership",
            "partnership",
            ("name", "council", "designated", "remit", "locator"),
            _help(_("The committees that scrutinise the partnership."))),
    EditableTable("meetings", models.Meeting, _("meeting"), _("meetings"), "committee",
            "committee__partnership",
            ("held_on", "place", "about", "decided", "papers", "cancelled", "locator")),
    EditableTable("attendance", models.Attendance, _("attendance"), _("attendance"), "meeting",
            "meeting__committee__partnership",
            ("organisation", "office", "presence")),
    EditableTable("work-scrutinised", models.Subject, _("piece of work"), _("work scrutinised"), "partnership",
            "partnership",
            ("name", "committees", "note", "locator"),
            _help(_("Pieces of work and the committees that look at them. Work with no committee is a gap."))),
    EditableTable("recommendations", models.Recommendation, _("recommendation"), _("recommendations"), "partnership",
            "partnership",
            ("ref", "text", "about", "committee", "meeting", *WITHHELD, "locator"),
            _help(_("What committees recommend. Each organisation it is served on replies within 28 days."))),
    EditableTable("addressees", models.Addressee, _("addressee"), _("addressees"), "recommendation",
            "recommendation__partnership",
            ("organisation", "served_on", "answered_on", "response", "decision", "reasons")),
    EditableTable("progress", models.FollowUp, _("report of progress"), _("progress since"), "addressee",
            "addressee__recommendation__partnership", ("on", "text", "evidence", "carried_out")),
    EditableTable("referrals", models.Referral, _("referral"), _("matters referred by councillors"), "partnership",
            "partnership",
            ("member", "area", "matter", "tried", "committee", "referred_on", "decided_on", "outcome", "reasons",
             *WITHHELD), _help(_("Councillor calls for action."))),
    EditableTable("information-requests", models.InformationRequest, _("information request"),
            _("information requests"), "partnership", "partnership",
            ("committee", "organisation", "what", "asked_on", "answer_by", "answered_on", "answer", *WITHHELD),
            WHEN_READ),
    EditableTable("member-questions", models.MemberQuestion, _("question of a member"), _("questions of members"),
            "partnership", "partnership",
            ("meeting", "asked_by", "asked_on", "question", "answered_on", "answered_by", "answer", *WITHHELD),
            WHEN_READ),
)  # fmt: skip
