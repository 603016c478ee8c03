from django.urls import path

from . import views

HERE = "<slug:partnership>/plans/<slug:plan>/publish/"

urlpatterns = [
    path(HERE, views.standing, name="desk-moves"),
    path(HERE + "sign-off/", views.sign_off, name="desk-sign-off"),
    path(HERE + "signatories/", views.signatories, name="desk-signatories"),
    path(HERE + "schedule/", views.schedule, name="desk-schedule"),
    path(HERE + "<slug:name>/", views.make_move, name="desk-make-move"),
]
