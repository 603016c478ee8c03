"""All settings of the portal. Everything a machine may change is an environment variable.

DATABASE_URL   sqlite:///path or postgres://user:password@host:port/name (default: var/portal.sqlite3)
DATABASE_REPLICA_URL  postgres://… of a copy that PostgreSQL keeps itself: public pages are read from it (default: none)
SECRET_KEY     signing key (default: made once and kept in var/secret_key)
ALLOWED_HOSTS  comma-separated host names (default: this machine only)
DEBUG          1 while developing (default: 0)
HTTPS          1 when a proxy in front speaks https and says so in X-Forwarded-Proto (default: 0)
TRUSTED_PROXIES  addresses or networks of the proxies in front, comma-separated; what X-Forwarded-For and
               X-Forwarded-Proto say is believed of them alone (default: with HTTPS this machine, otherwise none)
TWO_STEP       1 when everybody at the desk needs two-step sign-in, not administrators and approvers only (default: 0)
EMAIL_URL      smtp+tls://user:password@host:587 (default: emails are printed instead of sent; not with HTTPS)
EMAIL_FROM     the sender of emails
LOGS           json or plain (default: plain while developing or at a terminal, otherwise json)
ERROR_EMAILS   comma-separated addresses that get an email about each new fault (default: none)
METRICS_FROM   addresses or networks of the programs that may read /metrics (default: none)
PUBLISHED_FOLDER  where published pages are also written as files, for the web server in front (default: nowhere)
PORTAL_CONTACT who readers ask about privacy and accessibility, such as: Anytown Council, web@anytown.gov.uk
SECURITY_CONTACT  who is told of weaknesses: an email or https address, in /.well-known/security.txt (default: no page)
PORTAL_URL     the address of the portal in files, catalogues and emails (default: http://127.0.0.1:8000, or
               what `serve` listens at)

Sign-in with an organisation's own OpenID Connect service, all seven or none:
OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_AUTHORIZATION_ENDPOINT, OIDC_TOKEN_ENDPOINT, OIDC_USER_ENDPOINT,
OIDC_KEYS_ENDPOINT; it must send back to /desk/openid/callback/ and confirm the e-mail address of the person.
"""

import datetime as dt
import ipaddress
import secrets
import sys
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()


def _secret_key() -> str:
    VAR.mkdir(exist_ok=True)
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


def _networks(name: str, usual: list[str]) -> list[str]:
    """The addresses and networks that a setting names. Raises ImproperlyConfigured."""
    networks: list[str] = env.list(name, default=usual)
    for words in networks:
        try:
            ipaddress.ip_network(words)
        except ValueError:
            raise ImproperlyConfigured(
                f"{name} is not understood: “{words}” is no address or network. It must read 10.0.0.5 or 10.0.0.0/24, "
                "with commas between several."
            ) from None
    return networks


def _databases() -> dict[str, Any]:
    """What DATABASE_URL and DATABASE_REPLICA_URL name. Raises ImproperlyConfigured."""
    found = {"default": _database(env.str("DATABASE_URL", default=f"sqlite:///{VAR / 'portal.sqlite3'}"))}
    if copy := env.str("DATABASE_REPLICA_URL", default=""):
        found["replica"] = _database(copy)
        if any(one["ENGINE"].endswith("sqlite3") for one in found.values()):
            raise ImproperlyConfigured("DATABASE_REPLICA_URL is for PostgreSQL; with SQLite leave it out.")
    return found


# A PostgreSQL that has vanished from the network is given up after a second or two, where the usual is hours: seconds,
# but for the second, milliseconds. What the address says, such as sslmode, counts as well.
LOST_AFTER = {
    "connect_timeout": 2,
    "tcp_user_timeout": 1_000,
    "keepalives_idle": 1,
    "keepalives_interval": 1,
    "keepalives_count": 2,
}


def _database(address: str) -> dict[str, Any]:
    """The connection that an address names. Raises ImproperlyConfigured for what is neither SQLite nor PostgreSQL."""
    if address.split("://")[0] not in ("sqlite", "postgres", "postgresql"):
        raise ImproperlyConfigured(
            "DATABASE_URL is not understood; it must read sqlite:///path/to/file "
            "or postgres://user:password@host:port/name."
        )
    config: dict[str, Any] = env.db_url_config(address)
    config["CONN_MAX_AGE"] = 600
    if config["ENGINE"].endswith("sqlite3"):
        VAR.mkdir(exist_ok=True)
        usual: dict[str, Any] = {
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,  # seconds that a save waits for another, such as the publication of a long plan
        }
    else:
        config["CONN_HEALTH_CHECKS"] = True
        usual = LOST_AFTER
    config["OPTIONS"] = usual | config.get("OPTIONS", {})
    return config


def database_for_people() -> str:
    """Where the database is, without its password."""
    config = DATABASES["default"]
    if config["ENGINE"].endswith("sqlite3"):
        return f"file {config['NAME']}"
    return f"{config['NAME']} on {config['HOST'] or 'localhost'}:{config['PORT'] or 5432}"


DEBUG = env.bool("DEBUG", default=False)
HTTPS = env.bool("HTTPS", default=False)
TRUSTED_PROXIES = _networks("TRUSTED_PROXIES", ["127.0.0.1", "::1"] if HTTPS else [])
TWO_STEP = env.bool("TWO_STEP", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])
DATABASES = _databases()
DATABASE_ROUTERS = ["csp_portal.operation.replica.Router"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "django_tables2",
    "csp_portal",
    "plans",
    "priorities",
    "performance",
]
AUTH_USER_MODEL = "plans.User"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
LOGIN_REDIRECT_URL_FAILURE = "/desk/openid/refused/"
LOGOUT_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 12 * 60 * 60  # of idleness: pages of the desk move it on
LONGEST_SESSION = 24 * 60 * 60  # however busy
# A browser takes a cookie of such a name from this host alone, and by https alone.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{'__Host-' if HTTPS else ''}{name}" for name in ("sessionid", "csrftoken"))
OF_DESK = "__Secure-" if HTTPS else ""  # begins the names of cookies that are for a part of the portal
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
# Only people who are signed in get any; Django's own choice prepares a signed cookie for every reader of a page.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "csp_portal.views.form_too_old"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]  # asked by programs on the machine itself
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # who may frame a page is said by the Content-Security-Policy: csp_portal/security.py
    "security.W021",  # only the owner of the whole domain can put it on the browsers' list
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "plans.access.sign_in.NameOrEmail"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # a stranger cannot lock a person out from elsewhere
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
AXES_USERNAME_CALLABLE = "plans.access.sign_in.name_for_throttle"
AXES_WHITELIST_CALLABLE = "plans.access.sign_in.without_password"
AXES_LOCKOUT_CALLABLE = "plans.access.sign_in.locked_out"
OTP_TOTP_ISSUER = "Community Safety plans"

OIDC_SETTINGS = {
    "OIDC_RP_CLIENT_ID": env.str("OIDC_CLIENT_ID", default=""),
    "OIDC_RP_CLIENT_SECRET": env.str("OIDC_CLIENT_SECRET", default=""),
    "OIDC_OP_ISSUER": env.str("OIDC_ISSUER", default=""),
    "OIDC_OP_AUTHORIZATION_ENDPOINT": env.str("OIDC_AUTHORIZATION_ENDPOINT", default=""),
    "OIDC_OP_TOKEN_ENDPOINT": env.str("OIDC_TOKEN_ENDPOINT", default=""),
    "OIDC_OP_USER_ENDPOINT": env.str("OIDC_USER_ENDPOINT", default=""),
    "OIDC_OP_JWKS_ENDPOINT": env.str("OIDC_KEYS_ENDPOINT", default=""),
}
OIDC = all(OIDC_SETTINGS.values())
if any(OIDC_SETTINGS.values()) and not OIDC:
    raise ImproperlyConfigured("Sign-in with OpenID Connect needs all seven settings whose names begin with OIDC_.")
if OIDC:
    vars().update(OIDC_SETTINGS)
    AUTHENTICATION_BACKENDS.append("plans.access.openid.Service")
    OIDC_RP_SIGN_ALGO = "RS256"
    OIDC_USE_PKCE = True
    OIDC_TIMEOUT = 10
    OIDC_CREATE_USER = False
    OIDC_AUTHENTICATION_CALLBACK_URL = "openid-callback"

if HTTPS and not env.str("EMAIL_URL", default=""):
    raise ImproperlyConfigured(
        "EMAIL_URL is missing. Without it emails, and links to set a password, are printed into the log. "
        "It must read smtp+tls://user:password@host:587."
    )
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="portal@localhost")
PORTAL_CONTACT = env.str("PORTAL_CONTACT", default="")
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="")
PORTAL_URL = env.str("PORTAL_URL", default="http://127.0.0.1:8000")
EMAIL_TIMEOUT = 10

MIDDLEWARE = [
    "csp_portal.operation.proxies.behind_proxies",
    "csp_portal.operation.request_log.request_log",
    "csp_portal.operation.database_away.DatabaseAway",
    "csp_portal.operation.replica.ReadReplica",
    "django.middleware.security.SecurityMiddleware",
    "csp_portal.security.content_security_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "csp_portal.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "csp_portal.pages.jinja2.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "plans.access.page_context.desk",
            ],
        },
    },
]

FORM_RENDERER = "csp_portal.forms.layout.PortalRenderer"

LANGUAGE_CODE = "en-gb"
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"

PUBLISHED_FOLDER = env.str("PUBLISHED_FOLDER", default="")
UPLOADS = VAR / "imports"  # files between being read and being stored

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG

DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000  # a table of 200 rows comes back cell by cell

METRICS_FROM = _networks("METRICS_FROM", [])
ADMINS = [("", address) for address in env.list("ERROR_EMAILS", default=[])]
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_SUBJECT_PREFIX = "Community Safety plans: "
LOGS = env.str("LOGS", default="plain" if DEBUG or sys.stderr.isatty() else "json")
if LOGS not in ("plain", "json"):
    raise ImproperlyConfigured("LOGS is not understood; it must read json or plain.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"requests": {"()": "csp_portal.operation.logs.RequestFilter"}},
    "formatters": {
        "json": {"()": "csp_portal.operation.logs.JsonFormatter"},
        "plain": {
            "()": "csp_portal.operation.logs.PlainFormatter",
            "format": "{asctime} {levelname} {message} {request_id}",
            "style": "{",
        },
    },
    "handlers": {
        "console": {"class": "logging.StreamHandler", "filters": ["requests"], "formatter": LOGS},
        "emails": {
            "class": "csp_portal.operation.logs.ErrorEmailHandler",
            "filters": ["requests"],
            "formatter": "plain",
            "level": "ERROR",
        },
    },
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},  # instead of Django's own handlers
        "django.server": {"handlers": [], "level": "ERROR"},
        "axes": {"level": "ERROR"},  # it names people; plans/access/sign_in.py says the same without
        "csp_portal.operation.request_log": {"level": "INFO"},
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
        "plans.access.sign_in": {"level": "INFO"},
    },
    "root": {"handlers": ["console", *(["emails"] if ADMINS else [])], "level": "WARNING"},
}
