from django.urls import path

from . import fact_register_views, methods_views, views

urlpatterns = [
    path("data/methods/", methods_views.methods, name="methods"),
    path("<slug:partnership>/fact-register/", fact_register_views.register, name="fact-register"),
    path("<slug:partnership>/figures-check/", views.findings, name="figures-check"),
    path("<slug:partnership>/figures-check/<str:key>/", views.explain, name="explain-finding"),
]
