from django.urls import path

from . import views

urlpatterns = [path("desk/<slug:partnership>/figures/given/", views.given_figures, name="given-figures")]
