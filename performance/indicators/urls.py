from django.urls import path

from . import views

HERE = "<slug:partnership>/performance/"

urlpatterns = [
    path(HERE, views.overview, name="performance"),
    path(HERE + "<slug:indicator>/", views.indicator, name="indicator"),
    path(HERE + "<slug:indicator>/chart.json", views.chart, name="indicator-chart"),
]
