from django.urls import path

from . import views

PLAN = "<slug:partnership>/plans/<slug:plan>/"

urlpatterns = [
    path(PLAN + "roll-forward/", views.roll, name="roll-forward"),
    path(PLAN + "rolled-forward/", views.rolled, name="rolled-forward"),
]
