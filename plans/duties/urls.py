from django.urls import path

from . import views

urlpatterns = [
    path("<slug:partnership>/duties/", views.duties_page, name="duties"),
    path("<slug:partnership>/duties/year.ics", views.calendar, name="duties-calendar"),
]
