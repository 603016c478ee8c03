from django.urls import include, path

urlpatterns = [
    path("", include("priorities.updates.urls")),
    path("", include("priorities.assessment.urls")),
    path("", include("priorities.alignment.urls")),
]
