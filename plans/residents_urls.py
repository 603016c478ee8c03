"""Public addresses of what residents say, what became of it, and how they are told what was published."""

from django.urls import path

from .views import calendars, feedback, feeds, subscriptions, you_said

HERE = "<slug:partnership>/"

urlpatterns = [
    path(HERE + "have-your-say/", feedback.overview, name="have-your-say"),
    path(HERE + "have-your-say/write/", feedback.write, name="write-feedback"),
    path(HERE + "have-your-say/thanks/", feedback.thanks, name="feedback-thanks"),
    path(HERE + "you-said/", you_said.overview, name="you-said"),
    path(HERE + "subscribe/", subscriptions.subscribe, name="subscribe"),
    path(HERE + "subscribe/asked/", subscriptions.asked, name="subscription-asked"),
    path(HERE + "letters/<str:token>/", subscriptions.confirm, name="confirm-letters"),
    path(HERE + "letters/<str:token>/stop/", subscriptions.stop, name="stop-letters"),
    path(HERE + "feed/", feeds.of_all_news, name="feed"),
    path(HERE + "plans/<slug:plan>/priorities/<slug:ref>/feed/", feeds.of_priority, name="priority-feed"),
    path(HERE + "areas/<slug:code>/feed/", feeds.of_area, name="area-feed"),
    path(HERE + "calendar/", calendars.overview, name="calendar"),
    path(HERE + "calendar.ics", calendars.as_ical, name="calendar-file"),
]
