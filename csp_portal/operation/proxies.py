"""Who sent a request, when proxies stand in front of the portal.

A proxy adds the address that it saw to the end of X-Forwarded-For. What else these headers say anybody can write, so
they are believed only as far as the chain of proxies that the setting TRUSTED_PROXIES names.
"""

import ipaddress
from collections.abc import Callable, Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def behind_proxies(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """REMOTE_ADDR is the address of the sender from here on; forwarding headers of anybody else are dropped."""
    trusted = [ipaddress.ip_network(words) for words in settings.TRUSTED_PROXIES]

    def middleware(request: HttpRequest) -> HttpResponse:
        """Read the headers of a trusted proxy, or forget those of somebody else."""
        chain = request.META.get("HTTP_X_FORWARDED_FOR", "")
        near = request.META.get("REMOTE_ADDR", "")
        if is_trusted(near, trusted):
            request.META["REMOTE_ADDR"] = sender(near, chain, trusted)
        else:
            said = ("HTTP_X_FORWARDED_", "HTTP_X_REQUEST_ID")
            for name in [name for name in request.META if name.startswith(said)]:
                del request.META[name]
        return get_response(request)

    return middleware


def sender(near: str, chain: str, trusted: Sequence[Network]) -> str:
    """The first address, from the portal outwards, that is no trusted proxy: `near` sent the request itself and says in
    `chain` who sent it there. "" where the chain holds something that is no address, which no proxy writes."""
    for address in reversed(chain.split(",") if chain.strip() else []):
        address = address.strip()
        if not is_trusted(address, trusted):
            return address if _parsed(address) else ""
        near = address
    return near


def is_trusted(address: str, trusted: Sequence[Network]) -> bool:
    """Whether an address is one of the proxies; IPv4 written as IPv6 is the same address."""
    known = _parsed(address)
    return known is not None and any(known in network for network in trusted)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return None
    return getattr(known, "ipv4_mapped", None) or known
