from django.urls import path

from . import views

HERE = "<slug:partnership>/areas/"

urlpatterns = [
    path(HERE, views.ranking, name="areas"),
    path(HERE + "chart.<slug:ending>", views.chart, name="areas-chart"),
    path(HERE + "<slug:code>/", views.area, name="area"),
]
