from django.urls import path

from .views import links, rounds

PROGRESS = "desk/<slug:partnership>/plans/<slug:plan>/progress/"
LEAD = PROGRESS + "<number:round>/leads/<number:lead>/"

urlpatterns = [
    path("update/<str:token>/", links.update, name="update"),
    path(PROGRESS, rounds.overview, name="rounds"),
    path(PROGRESS + "ask/", rounds.new_round, name="new-round"),
    path(PROGRESS + "actions/<number:action>/", rounds.of_action, name="action-updates"),
    path(PROGRESS + "<number:round>/", rounds.round_page, name="round"),
    path(PROGRESS + "<number:round>/close/", rounds.close_round, name="close-round"),
    path(LEAD, rounds.asked_lead, name="asked-lead"),
    path(LEAD + "send/", rounds.write_again, name="write-again"),
    path(LEAD + "answer/", rounds.answer, name="round-answer"),
]
