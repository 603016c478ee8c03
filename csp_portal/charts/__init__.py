"""Charts and maps: plain numbers in, pictures out, each with its table. Knows nothing of plans."""

from .chart import Chart, Drawable, Kind, Series
from .funnel import Funnel, FunnelLimits, FunnelPoint
from .maps import Choropleth, MapArea
from .outlines import project
