from .assessment import Criterion, Issue, Score
from .due import Due, DueKind
from .grants import Grant, Project, ProjectOutput, ProjectSpend
from .outside_plans import OutsidePlan
from .priorities import Action, Duty, Milestone, Part, PartRole, Priority, PriorityDecision, Theme
from .rounds import LeadRequest, ProgressUpdate, Round, Through, UpdateLink
from .status import ProgressStatus
from .supporting import Achievement, Alignment, CrossCutting, FundingLine
