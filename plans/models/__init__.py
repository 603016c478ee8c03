from .audit import Change, ChangeKind, log_change
from .editions import Edition, EditionKind, Language
from .engagement import Answer, Comment, Consultation, Question
from .oversight import DoneStep, OversightBody, OversightKind, Recipient, SentCopy
from .people import Membership, Organisation, OrganisationKind, Role, User
from .places import (
    Area,
    AreaKind,
    AreaLink,
    AreaSet,
    Group,
    GroupKind,
    Jurisdiction,
    LinkBasis,
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
from .postcodes import Postcode, PostcodeDirectory
from .residents.feedback import Feedback, PublishedFeedback
from .residents.subscriptions import Rhythm, Subscription
from .residents.you_said import Decided, HeardFrom, YouSaid
from .route import RouteStep
from .rows import EditConflict, Visibility
from .scrutiny.committees import Attendance, Committee, Meeting, Presence, Subject
from .scrutiny.recommendations import Addressee, Decision, FollowUp, Recommendation
from .scrutiny.referrals import InformationRequest, MemberQuestion, Referral, ReferralOutcome
from .versions import (
    ImmutableQuerySet,
    PlanVersion,
    ScrutinyVersion,
    SignOff,
    Unchangeable,
    Version,
    VersionKind,
    YouSaidVersion,
)
from .withheld import Withheld
