"""Files of drafts, and what is at the head of papers."""

from django.urls import path

from . import desk_views
from .papers import logo_views

urlpatterns = [
    path("<slug:partnership>/logo/", logo_views.logo, name="logo"),
    path("<slug:partnership>/logo/remove/", logo_views.remove_logo, name="remove-logo"),
    path("<slug:partnership>/plans/<slug:plan>/preview/draft.pdf", desk_views.draft_pdf, name="draft-pdf"),
]
