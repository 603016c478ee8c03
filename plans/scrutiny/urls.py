from django.urls import path

from . import views

HERE = "<slug:partnership>/recommendations"

urlpatterns = [
    path("<slug:partnership>/scrutiny/", views.overview, name="scrutiny"),
    path(HERE + "/", views.recommendations, name="recommendations"),
    path(HERE + ".csv", views.recommendations_csv, name="recommendations-csv"),
    path(HERE + "/<slug:ref>/", views.recommendation, name="recommendation"),
]
