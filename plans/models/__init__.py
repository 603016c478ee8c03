from .audit import Change, ChangeKind
from .engagement import Answer, Comment, Consultation, Question
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
from .rows import Visibility
from .versions import ImmutableQuerySet, PlanVersion, SignOff, Unchangeable, Version, VersionKind
