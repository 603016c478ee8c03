"""What was published, as Atom feeds: of a partnership, of one priority, of one area."""

import datetime as dt
from dataclasses import dataclass

from django.contrib.syndication.views import Feed
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from csp_portal.pages.live_pages import NotFound
from plans.documents.newest_versions import newest_versions
from plans.models import Area, Partnership
from plans.public.live import partnership_page

from .news import News, area_key, news_of, priority_key, urn

MOST = 50  # entries of a feed


@dataclass(frozen=True)
class Channel:
    """What a feed is about: its title, its page and, when it is not about all, the key of what it is about."""

    owner: Partnership
    title: str
    page: str
    about: str = ""


class Atom(Atom1Feed):
    """A feed without an entry has a date that stands still, so that it is the same file when it is asked for again."""

    def latest_post_date(self) -> dt.datetime:
        return super().latest_post_date() if self.items else dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class NewsFeed(Feed):
    """Entries keep their names for good, also when the portal moves."""

    feed_type = Atom

    def get_object(self, request: HttpRequest, channel: Channel) -> Channel:
        return channel

    def title(self, channel: Channel) -> str:
        return channel.title

    def link(self, channel: Channel) -> str:
        return channel.page

    def subtitle(self, channel: Channel) -> str:
        return _("What was published: plans, reports, figures, scrutiny, and what residents said.")

    def feed_guid(self, channel: Channel) -> str:
        return urn(channel.owner.slug, f"feed {channel.about}")

    def author_name(self, channel: Channel) -> str:
        return channel.owner.name

    def items(self, channel: Channel) -> list[tuple[Channel, News]]:
        return [(channel, one) for one in news_of(channel.owner, channel.about)[:MOST]]

    def item_title(self, item: tuple[Channel, News]) -> str:
        return item[1].title

    def item_description(self, item: tuple[Channel, News]) -> str:
        return item[1].text

    def item_link(self, item: tuple[Channel, News]) -> str:
        return item[1].address

    def item_guid(self, item: tuple[Channel, News]) -> str:
        channel, news = item
        return urn(channel.owner.slug, news.name)

    def item_pubdate(self, item: tuple[Channel, News]) -> dt.datetime:
        return timezone.localtime(item[1].at)

    item_updateddate = item_pubdate


@partnership_page(takes=(), names_portal=True)
def of_all_news(request: HttpRequest, partnership: Partnership) -> HttpResponse:
    channel = Channel(partnership, partnership.name, reverse("partnership", args=[partnership.slug]))
    return NewsFeed()(request, channel=channel)


@partnership_page(takes=(), names_portal=True)
def of_priority(request: HttpRequest, partnership: Partnership, plan: str, ref: str) -> HttpResponse:
    """The news about one priority of the newest version of a plan."""
    for version in newest_versions(partnership).filter(plan__slug=plan):
        for priority in version.content["priorities"]:
            if priority["ref"] == ref:
                words = {"ref": ref, "title": priority["title"], "name": partnership.name}
                title = _("Priority %(ref)s: %(title)s – %(name)s") % words
                page = reverse("priority", args=[partnership.slug, plan, ref])
                return NewsFeed()(request, channel=Channel(partnership, title, page, priority_key(plan, ref)))
    raise NotFound(_("There is no such priority in a published plan."), _plans(partnership))


@partnership_page(takes=(), names_portal=True)
def of_area(request: HttpRequest, partnership: Partnership, code: str) -> HttpResponse:
    theirs = Q(area_set__partnership=partnership) | Q(partnerships=partnership)
    area = Area.objects.filter(theirs, code=code).defer("outline").first()
    if area is None:
        raise NotFound(_("%(name)s has no such area.") % {"name": partnership.name}, _plans(partnership))
    page = reverse("area", args=[partnership.slug, code])
    title = f"{area.name} – {partnership.name}"
    return NewsFeed()(request, channel=Channel(partnership, title, page, area_key(code)))


def _plans(partnership: Partnership) -> list[tuple[str, str]]:
    return [(partnership.name, reverse("partnership", args=[partnership.slug]))]
