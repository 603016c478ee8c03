from django.urls import path

from .views import what_points_to_it

HERE = "desk/<slug:partnership>/about/rows/outside-plans/<number:pk>/what-points-to-it/"

urlpatterns = [path(HERE, what_points_to_it, name="what-points-to-it")]
