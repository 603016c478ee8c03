from django.urls import path

from . import views

HERE = "desk/<slug:partnership>/plans/<slug:plan>/assessment/"

urlpatterns = [
    path(HERE, views.overview, name="assessment"),
    path(HERE + "usual-criteria/", views.usual_criteria, name="usual-criteria"),
    path(HERE + "score-sheet/", views.score_sheet, name="score-sheet"),
    path(HERE + "issues/<number:issue>/priority/", views.priority, name="issue-to-priority"),
]
