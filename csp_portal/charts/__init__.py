"""Charts and maps: plain numbers in, pictures out, each with its table. Knows nothing of plans."""

from .chart import Chart, Series, Table
from .funnel import Funnel, FunnelLimits, FunnelPoint
from .legend import MapClass, Words, classes
from .maps import Choropleth, MapArea
from .outlines import Outlines, project

__all__ = [
    "Band",
    "Chart",
    "Choropleth",
    "Funnel",
    "MapArea",
    "MapClass",
    "Outlines",
    "Point",
    "Series",
    "Table",
    "Words",
    "classes",
    "project",
]
