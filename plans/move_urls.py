from django.urls import path

from .views import moves

HERE = "<slug:partnership>/plans/<slug:plan>/publish/"

urlpatterns = [
    path(HERE, moves.standing, name="desk-moves"),
    path(HERE + "sign-off/", moves.sign_off, name="desk-sign-off"),
    path(HERE + "signatories/", moves.signatories, name="desk-signatories"),
    path(HERE + "schedule/", moves.schedule, name="desk-schedule"),
    path(HERE + "<slug:name>/", moves.make_move, name="desk-make-move"),
]
