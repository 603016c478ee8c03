from django.urls import path

from .views import scrutiny_desk

HERE = "<slug:partnership>/scrutiny/"

urlpatterns = [
    path(HERE, scrutiny_desk.for_members, name="members-scrutiny"),
    path(HERE + "publish/", scrutiny_desk.publish, name="publish-scrutiny"),
    path("<slug:partnership>/plans/<slug:plan>/below-the-line/", scrutiny_desk.plan, name="plan-for-members"),
]
