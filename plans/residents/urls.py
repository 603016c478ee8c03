"""Public addresses of what residents say and what became of it."""

from django.urls import path

from . import views, you_said_views

HERE = "<slug:partnership>/"

urlpatterns = [
    path("privacy/", views.privacy, name="privacy"),
    path(HERE + "have-your-say/", views.overview, name="have-your-say"),
    path(HERE + "have-your-say/write/", views.write, name="write-feedback"),
    path(HERE + "have-your-say/thanks/", views.thanks, name="feedback-thanks"),
    path(HERE + "you-said/", you_said_views.overview, name="you-said"),
]
