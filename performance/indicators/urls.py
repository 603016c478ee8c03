from django.urls import path

from . import views
from .costs.views import worth_of_changes
from .standard import views as standard_views

HERE = "<slug:partnership>/performance/"

urlpatterns = [
    path("desk/<slug:partnership>/figures/indicators/", standard_views.standard, name="standard-indicators"),
    path("desk/<slug:partnership>/figures/worth/", worth_of_changes, name="worth-of-changes"),
    path(HERE, views.overview, name="performance"),
    path(HERE + "targets.<slug:ending>", views.targets_file, name="targets-file"),
    path(HERE + "<slug:indicator>/", views.indicator, name="indicator"),
    path(HERE + "<slug:indicator>/chart.<slug:ending>", views.chart, name="indicator-chart"),
    path(HERE + "<slug:indicator>/targets.html", views.targets, name="indicator-targets"),
    path(HERE + "tables/<slug:source>/<slug:table>.<slug:ending>", views.table_file, name="table-chart"),
]
