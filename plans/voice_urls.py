"""Addresses of the desk where residents are answered."""

from django.urls import path

from .views import feedback_desk, subscriptions, you_said

FEEDBACK = "<slug:partnership>/feedback/"

urlpatterns = [
    path(FEEDBACK, feedback_desk.listed, name="desk-feedback"),
    path(FEEDBACK + "<int:pk>/", feedback_desk.decide, name="decide-feedback"),
    path(FEEDBACK + "published/<int:pk>/", feedback_desk.published, name="published-feedback"),
    path("<slug:partnership>/you-said/publish/", you_said.publish, name="publish-you-said"),
    path("<slug:partnership>/watch/", subscriptions.watches, name="watches"),
]
