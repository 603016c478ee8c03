from django.urls import path

from . import year_views

urlpatterns = [
    path("<slug:partnership>/year/", year_views.year, name="desk-year"),
    path("<slug:partnership>/year/add/", year_views.add_usual, name="desk-year-add"),
    path("<slug:partnership>/year/<number:pk>/done/", year_views.mark_done, name="desk-year-done"),
]
