"""Files of drafts."""

from django.urls import path

from . import desk_views

urlpatterns = [
    path("<slug:partnership>/plans/<slug:plan>/preview/draft.pdf", desk_views.draft_pdf, name="draft-pdf"),
]
