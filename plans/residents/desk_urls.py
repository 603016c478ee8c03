"""Addresses of the desk where residents are answered."""

from django.urls import path

from . import desk_views, you_said_views

FEEDBACK = "<slug:partnership>/feedback/"

urlpatterns = [
    path(FEEDBACK, desk_views.listed, name="desk-feedback"),
    path(FEEDBACK + "<number:pk>/", desk_views.decide, name="decide-feedback"),
    path(FEEDBACK + "published/<number:pk>/", desk_views.published, name="published-feedback"),
    path("<slug:partnership>/you-said/publish/", you_said_views.publish, name="publish-you-said"),
]
