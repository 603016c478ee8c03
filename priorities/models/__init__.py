from .due import Due, DueKind
from .priorities import Action, Decision, Duty, Milestone, Part, PartRole, Priority, Theme
from .rounds import AskedLead, ProgressStatus, ProgressUpdate, Round, Through, UpdateLink
from .supporting import Achievement, Alignment, CrossCutting, FundingLine
