from django.urls import path

from . import views

urlpatterns = [path("<slug:partnership>/sources/<slug:source>/", views.source, name="source")]
