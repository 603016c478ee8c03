from django.urls import path

from . import desk_views

HERE = "<slug:partnership>/scrutiny/"

urlpatterns = [
    path(HERE, desk_views.for_members, name="members-scrutiny"),
    path(HERE + "question/", desk_views.question, name="ask-question"),
    path(HERE + "publish/", desk_views.publish, name="publish-scrutiny"),
    path("<slug:partnership>/plans/<slug:plan>/withheld/", desk_views.plan, name="plan-for-members"),
]
