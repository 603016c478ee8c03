from django.urls import path

from . import file_views, views

SOURCE = "<slug:partnership>/sources/<slug:source>/"

urlpatterns = [
    path("data/catalogue.jsonld", file_views.catalogue, name="data-catalogue"),
    path(SOURCE, views.source, name="source"),
    path(SOURCE + "figures.<slug:ending>", file_views.source_figures, name="source-figures"),
]
