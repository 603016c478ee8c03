from django.urls import path

from .views import rollforward

PLAN = "<slug:partnership>/plans/<slug:plan>/"

urlpatterns = [
    path(PLAN + "roll-forward/", rollforward.roll, name="roll-forward"),
    path(PLAN + "rolled-forward/", rollforward.rolled, name="rolled-forward"),
]
