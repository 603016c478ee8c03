"""Public addresses that say what was published, and what comes: feeds, emails, the calendar."""

from django.urls import path

from . import calendar_views, feed_views, subscription_views

HERE = "<slug:partnership>/"

urlpatterns = [
    path(HERE + "subscribe/", subscription_views.subscribe, name="subscribe"),
    path(HERE + "subscribe/asked/", subscription_views.asked, name="subscription-asked"),
    path(HERE + "emails/<str:token>/", subscription_views.confirm, name="confirm-emails"),
    path(HERE + "emails/<str:token>/stop/", subscription_views.stop, name="stop-emails"),
    path(HERE + "feed/", feed_views.of_all_news, name="feed"),
    path(HERE + "plans/<slug:plan>/priorities/<slug:ref>/feed/", feed_views.of_priority, name="priority-feed"),
    path(HERE + "areas/<slug:code>/feed/", feed_views.of_area, name="area-feed"),
    path(HERE + "calendar/", calendar_views.overview, name="calendar"),
    path(HERE + "calendar.ics", calendar_views.as_ical, name="calendar-file"),
]
