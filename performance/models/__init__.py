from .explanations import Explanation
from .figure_requests import FigureRequest
from .figures import (
    ChartKind,
    Disclosure,
    FigureState,
    FigureTable,
    Observation,
    Printed,
    PrintedKind,
    Revision,
    Source,
)
from .harm import HarmTable, HarmWeight
from .imports import ImportRun, RunState, SmallAreaLookup, SmallAreas
from .indicators import Better, Indicator, IndicatorDirection, IndicatorType, SeriesBreak, Unit
from .measures import Frequency, LagUnit, PartnershipMeasure
from .plain_answers import PlainAnswer
from .reports import (
    ApprovalMove,
    PaperName,
    ProgressReport,
    ReportApproval,
    ReportFile,
    ReportLine,
    ReportSection,
    ReportVersion,
    WantedDecision,
)
from .similar import SimilarGroup, SimilarMember
from .statements import LegendEntry, Statement, StatementKind, UnitCost
from .targets import Target, TargetKind, TrajectoryValue
