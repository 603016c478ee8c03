from django.urls import path

from . import subscription_views

urlpatterns = [path("<slug:partnership>/watch/", subscription_views.watches, name="watches")]
