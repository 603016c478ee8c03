"""The portal's settings for a server that draws the plan page anew for every request and stores nothing."""

from csp_portal.settings import *  # noqa: F403

ROOT_URLCONF = "cold_urls"
