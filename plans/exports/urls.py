"""An address for each form in which a version of a plan can be taken away."""

from django.urls import path

from plans.public.urls import VERSION

from . import views
from .registry import PLAN_EXPORTS

urlpatterns = [
    path(VERSION + name, views.version_file, {"name": name}, name=name.replace(".", "-")) for name in PLAN_EXPORTS
]
