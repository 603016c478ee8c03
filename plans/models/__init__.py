from .audit import Change, ChangeKind, WorkedOut, changes_to_log, log_change
from .directories import Postcode, PostcodeDirectory, PublishedWard, SearchEntry, SearchKind
from .editions import Edition, EditionKind, Language
from .engagement import Answer, Comment, Consultation, Question
from .oversight import DoneStep, KeyDate, OversightBody, OversightKind, Recipient, SentCopy
from .people import Councillor, Membership, Organisation, OrganisationKind, Role, User
from .places import (
    Area,
    AreaKind,
    AreaLink,
    AreaSet,
    Group,
    GroupKind,
    Jurisdiction,
    LinkBasis,
    Logo,
    Partnership,
    PartnershipKind,
    PartnershipMember,
    StatutoryClass,
)
from .plans import (
    PLAIN_ANSWER,
    CalendarItem,
    CalendarKind,
    Contact,
    GlossaryTerm,
    Plan,
    PlanKind,
    PlanState,
    Section,
    SectionKind,
)
from .residents.feedback import Feedback, PublishedFeedback
from .residents.subscriptions import Rhythm, Subscription
from .residents.you_said import HeardFrom, YouSaid, YouSaidDecision
from .route import RouteStep
from .rows import EditConflict, Visibility
from .scrutiny.committees import Attendance, Committee, Meeting, Presence, Subject
from .scrutiny.recommendations import Addressee, FollowUp, Recommendation, ResponseDecision
from .scrutiny.referrals import InformationRequest, MemberQuestion, Referral, ReferralOutcome
from .versions import (
    ImmutableQuerySet,
    PlanFile,
    PlanVersion,
    ScrutinyVersion,
    SignOff,
    Unchangeable,
    Version,
    VersionKind,
    YouSaidVersion,
)
from .withheld import Withheld
