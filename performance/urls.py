"""Every address of this app, room by room."""

from django.urls import include, path

ROOMS = ("checks", "imports.desk", "providers", "indicators", "areas", "sources", "reports", "api")

urlpatterns = [path("", include(f"performance.{room}.urls")) for room in ROOMS]
