"""The portal's settings for a server whose interface for programs answers as many requests as are made."""

from csp_portal.settings import *  # noqa: F403

ROOT_URLCONF = "open_urls"
