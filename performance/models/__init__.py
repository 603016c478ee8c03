from .explanations import Explanation
from .figures import (
    Chart,
    Disclosure,
    FigureTable,
    ImportRun,
    Observation,
    Printed,
    PrintedKind,
    Source,
    State,
)
from .indicators import Better, Indicator, IndicatorType, SeriesBreak, Unit
from .reports import ProgressReport, ReportSection, ReportVersion
from .statements import LegendEntry, Statement, StatementKind, UnitCost
from .targets import Target, TargetKind
