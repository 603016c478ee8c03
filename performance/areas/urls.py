from django.urls import path

from . import views
from .national import views as national_views

HERE = "<slug:partnership>/areas/"

urlpatterns = [
    path("compare/", national_views.indicators, name="compare"),
    path("compare/<slug:indicator>/", national_views.indicator, name="compare-indicator"),
    path(HERE, views.ranking, name="areas"),
    path(HERE + "chart.<slug:ending>", views.chart, name="areas-chart"),
    path(HERE + "<slug:code>/", views.area, name="area"),
]
