from .due import Due, DueKind
from .priorities import Action, Duty, Milestone, Part, PartRole, Priority, PriorityDecision, Theme
from .rounds import LeadRequest, ProgressStatus, ProgressUpdate, Round, Through, UpdateLink
from .supporting import Achievement, Alignment, CrossCutting, FundingLine
