from django.urls import path

from . import views

HERE = "<slug:partnership>/recommendations"

urlpatterns = [
    path("<slug:partnership>/scrutiny/", views.overview, name="scrutiny"),
    path(HERE + "/", views.recommendations, name="recommendations"),
    path(HERE + ".<slug:ending>", views.recommendations_file, name="recommendations-file"),
    path(HERE + "/<slug:ref>/", views.recommendation, name="recommendation"),
]
