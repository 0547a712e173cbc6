"""Settings, one module for both ways to run: what differs is read from the environment (docs/serving.md).

Embedded (`make run`): SQLite, a bundled Valkey, plain http on this machine. Served (PORTAL_SERVED=1):
PostgreSQL, Redis, https only.
"""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF

from ccg_portal import environment, floors, sign_in_provider

ENVIRON = os.environ
environment.refuse_unsafe(ENVIRON)
if environment.flag(ENVIRON, "PORTAL_SERVED"):
    floors.refuse_older()

BASE_DIR = Path(__file__).resolve().parent.parent

# --- The portal's own settings --------------------------------------------------------------------------

PORTAL_SERVED = environment.flag(ENVIRON, "PORTAL_SERVED")
# All that the portal writes.
PORTAL_VAR = Path(ENVIRON.get("PORTAL_VAR") or BASE_DIR / "var").resolve()
# The day it stands on; None is the real one (core.clock).
PORTAL_TODAY = environment.day(ENVIRON, "PORTAL_TODAY")
# Demonstration accounts may sign in, and every page says that it is a demonstration.
PORTAL_DEMONSTRATION = environment.flag(ENVIRON, "PORTAL_DEMONSTRATION")
# How the portal is reached from outside, for the links in its e-mails.
PORTAL_URL = environment.own_address(ENVIRON)
# Points outside the limits count in the two-in-three rule (docs/decisions/variation.md); the NHS package says no.
PORTAL_SPC_OUTSIDE_COUNTS = environment.flag(ENVIRON, "PORTAL_SPC_OUTSIDE_COUNTS")
# Reports and evidence; with several machines, a directory that they share.
PORTAL_FILES = Path(ENVIRON.get("PORTAL_FILES") or PORTAL_VAR / "files").resolve()
# Where a report lies while it is printed: on this machine, never in the directory that several share.
PORTAL_PRINTING = PORTAL_VAR / "printing"

# Years after leaving for which the portal knows a name (docs/decisions/retention.md).
PORTAL_ACCOUNT_YEARS = environment.number(ENVIRON, "PORTAL_ACCOUNT_YEARS", 6)

# --- Upkeep ---------------------------------------------------------------------------------------------

# Who shows it sees what `/health/ready` found; without one, nobody does.
PORTAL_HEALTH_TOKEN = environment.token(ENVIRON, "PORTAL_HEALTH_TOKEN")
# Megabytes that should be free where files are written.
PORTAL_DISK_MB = environment.number(ENVIRON, "PORTAL_DISK_MB", 500)
# Where `manage.py backup` writes, and within how many hours the next one is expected; 0: not by this command.
PORTAL_BACKUPS = Path(ENVIRON.get("PORTAL_BACKUPS") or PORTAL_VAR / "backups").resolve()
PORTAL_BACKUP_HOURS = environment.number(ENVIRON, "PORTAL_BACKUP_HOURS", 26 if PORTAL_SERVED else 0)

# --- Django ---------------------------------------------------------------------------------------------

DEBUG = environment.flag(ENVIRON, "PORTAL_DEBUG")
SECRET_KEY = ENVIRON.get("SECRET_KEY") or environment.secret_kept_in(PORTAL_VAR / "secret-key")
# Keys that were used before: what they signed or encrypted is still read, until it is time to take them out.
SECRET_KEY_FALLBACKS = environment.words(ENVIRON, "SECRET_KEY_FALLBACKS")
ALLOWED_HOSTS = environment.words(ENVIRON, "PORTAL_HOSTS") or ["127.0.0.1", "localhost", "[::1]"]

INSTALLED_APPS = [
    "ccg_portal",
    "assurance",
    "performance",
    "finance",
    "engagement",
    "programmes",
    "organisation",
    "core",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "rules",
    "simple_history",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # The first of all, so that every line of the log has its request's id.
    "core.logs.RequestLog",
    # Around everything, so that redirects, refusals and static files carry them as well.
    "ccg_portal.headers.ProtectiveHeaders",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Before WhiteNoise, so that a picture opened by its own address is held to the policy as well.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before sessions and form tokens: it is asked by mail programs, which have neither.
    "performance.reminders.one_click.OneClickStop",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Who is signed in beyond the limits is not; before the one that closes every page.
    "organisation.signing_in.middleware.TimeLimits",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "organisation.signing_in.middleware.SecondFactor",
    "organisation.signing_in.shared.SharedAccounts",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "ccg_portal.refusals.RefusalsInWords",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "ccg_portal.urls"
WSGI_APPLICATION = "ccg_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context_processors.portal",
                "ccg_portal.navigation.navigation",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "nhsuk"
CRISPY_TEMPLATE_PACK = "nhsuk"

# A return of many KPIs is one form: five hundred have some nine thousand fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# Bytes of a spreadsheet that is sent; 5,000 figures take less than a tenth of it.
PORTAL_UPLOAD_LIMIT = environment.number(ENVIRON, "PORTAL_UPLOAD_LIMIT", 5_000_000)
# Days in which a file that was checked can still be applied.
PORTAL_UPLOAD_DAYS = 7

# --- Words and dates ------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True

# --- Database -------------------------------------------------------------------------------------------


# A server whose machine is gone says nothing any more, for a quarter of an hour by default: seconds for a new
# connection, then how long one that is open may hear nothing (milliseconds), and how it is tried while it waits.
SILENCE = {
    "connect_timeout": 10,
    "tcp_user_timeout": 35_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 5,
}


def _postgres(url: str) -> dict[str, Any]:
    """A connection that is kept, checked before use, and never waits for ever (times in milliseconds)."""
    database: dict[str, Any] = dict(dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True))
    limits = "-c statement_timeout=30000 -c lock_timeout=5000 -c idle_in_transaction_session_timeout=60000"
    asked = database.setdefault("OPTIONS", {}).get("options", "")
    database["OPTIONS"]["options"] = f"{limits} {asked}".strip()
    database["OPTIONS"] = SILENCE | database["OPTIONS"]
    return database


def _sqlite(path: Path) -> dict[str, Any]:
    """Writers queue for their turn at BEGIN instead of failing in the middle (docs/decisions/embedded.md)."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        },
    }


DATABASE_URL = ENVIRON.get("DATABASE_URL", "")
DATABASES = {"default": _postgres(DATABASE_URL) if DATABASE_URL else _sqlite(PORTAL_VAR / "portal.sqlite3")}

# The sign-in library counts here, in the database: its limits hold across processes, and with the queue stopped.
CACHES = {
    "default": {
        "BACKEND": "core.caching.JsonCache",
        "LOCATION": "portal_cache",
        # Where it is full, the counts of links for a new password go first: anybody makes them, for addresses that
        # nobody has. Those of codes, and the marks that a code was used, stay until they end.
        "OPTIONS": {"MAX_ENTRIES": 50_000, "GIVEN_UP_FIRST": "allauth:rl:allauth.account:reset_password:"},
    }
}

# --- The round ------------------------------------------------------------------------------------------

# All in working days from the day on which returns are due (docs/decisions/reminders.md).
PORTAL_ROUND = {
    "remind_before": environment.number(ENVIRON, "PORTAL_REMIND_BEFORE", 5),
    "remind_after": environment.number(ENVIRON, "PORTAL_REMIND_AFTER", 3),
    # Older returns are chased by people.
    "remind_until": environment.number(ENVIRON, "PORTAL_REMIND_UNTIL", 20),
    "lock_after": environment.number(ENVIRON, "PORTAL_LOCK_AFTER", 19),
    "report_after": environment.number(ENVIRON, "PORTAL_REPORT_AFTER", 22),
    "annual_report_after": environment.number(ENVIRON, "PORTAL_ANNUAL_REPORT_AFTER", 30),
}

# Reports that one person may have in the making at once.
PORTAL_REPORTS_AT_ONCE = environment.number(ENVIRON, "PORTAL_REPORTS_AT_ONCE", 3)
# What making one may take: seconds of computing, and megabytes of address space. Beyond it, a report is too large.
PORTAL_REPORT_SECONDS = environment.number(ENVIRON, "PORTAL_REPORT_SECONDS", 90)
PORTAL_REPORT_MEMORY_MB = environment.number(ENVIRON, "PORTAL_REPORT_MEMORY_MB", 1024)

# --- The queue ------------------------------------------------------------------------------------------

CELERY_BROKER_URL = ENVIRON.get("REDIS_URL") or f"redis+socket://{environment.queue_socket(PORTAL_VAR)}"
# A frozen or stopped queue fails within seconds; what was asked for stands in the database, and the sweep
# sends it again (docs/decisions/queue.md).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 2,
    "socket_connect_timeout": 1,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0.1, "interval_max": 0.2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(PORTAL_VAR / "schedule")
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "core.tasks.tick", "schedule": 60.0, "options": {"expires": 55}},
    "seal-trail": {"task": "core.tasks.seal_trail", "schedule": 60.0, "options": {"expires": 55}},
    "sweep-reports": {"task": "assurance.tasks.sweep_reports", "schedule": 60.0, "options": {"expires": 55}},
    "refresh-live-packs": {
        "task": "assurance.tasks.refresh_live_packs",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
    "produce-due-reports": {
        "task": "assurance.tasks.produce_due_reports",
        # By the clock it would rest for an hour in October, when an hour comes twice.
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "check-report-files": {
        "task": "assurance.tasks.check_report_files",
        "schedule": crontab(hour=4, minute=20),
    },
    "clear-ended-sessions": {
        "task": "organisation.tasks.clear_ended_sessions",
        "schedule": crontab(hour=3, minute=40),
    },
    "clear-half-written": {"task": "assurance.tasks.clear_half_written", "schedule": crontab(minute=40)},
    # Between midnight and one o'clock the clocks never change.
    "open-quarters": {"task": "assurance.tasks.open_quarters", "schedule": crontab(hour=0, minute=10)},
    "expire-uploads": {"task": "performance.tasks.expire_uploads", "schedule": crontab(hour=0, minute=30)},
    # In office hours, so that an e-mail that failed is tried again the same day.
    "send-reminders": {
        "task": "performance.tasks.send_reminders",
        "schedule": crontab(hour="7-17", minute="*/15"),
        "options": {"expires": 600},
    },
}

# --- People ---------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "organisation.User"
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "organisation.adapters.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "title")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "organisation.signing_in.passwords.NotTooLong"},
    {"NAME": "organisation.signing_in.passwords.NotStolen"},
    {"NAME": "organisation.signing_in.passwords.NotTheName"},
]
# Seconds in which the link of an e-mail sets a new password.
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "organisation.adapters.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGOUT_REDIRECT_URL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# An address without an account is answered like any other, and written to by nobody.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# The organisation's own sign-in (OpenID Connect); None where there is none (docs/decisions/sign-in-provider.md).
PORTAL_OIDC = sign_in_provider.read(ENVIRON)
SOCIALACCOUNT_ADAPTER = "organisation.joining.oidc.adapter.ProviderSignIn"
# Tries that are free before the portal says "too many" (docs/decisions/rate-limits.md): "5/5m/key" is five in five
# minutes for one key, "ip" is all that come from one address.
PORTAL_RATE_LIMITS = {
    "sign_in_known_device": "10/10m/key,100/d/key",
    "sign_in_account_and_address": "5/5m/key,20/h/key,50/d/key",
    "sign_in_address": "100/10m/ip,1000/d/ip",
    "sign_in_account_where_address_is_full": "2/h/key,6/d/key",
    "sign_in_account": "100/h/key,300/d/key",
    "invitation_link": "60/10m/ip",
    "invitation_resend": "5/h/key",
    "provider_start": "600/m/ip",
}
ACCOUNT_FORMS = {
    "change_password": "organisation.signing_in.forms.NewPasswordForm",
    "reset_password": "organisation.signing_in.forms.PasswordLinkForm",
}
# The library's own. Failed sign-ins are counted above; "login_failed" are a second factor's codes, by account. What is
# not named here keeps the library's limit (docs/decisions/rate-limits.md has them all).
ACCOUNT_RATE_LIMITS = {
    "login": "",
    "login_failed": "5/5m/key,50/d/key",
    "reset_password": "5/15m/key,20/d/key",
    "reset_password_from_key": "",
}
MFA_RATE_LIMITS = {"webauthn_login": "600/m/ip"}
# Security: a password or a second factor that changes is told to its person.
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Seconds in which whoever signed in is not asked again before what changes rights (organisation/signing_in/recent.py).
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
# Seconds without activity, and seconds in all, after which somebody is signed out; and how long before they are warned.
PORTAL_IDLE_SECONDS = 60 * environment.number(
    ENVIRON, "PORTAL_IDLE_MINUTES", 15 if PORTAL_SERVED else 240, least=5
)
PORTAL_SIGNED_IN_SECONDS = 60 * 60 * environment.number(ENVIRON, "PORTAL_SIGNED_IN_HOURS", 12, least=1)
PORTAL_WARN_SECONDS = 120
# The limits above are what ends a session. It is kept longer, so that who comes back late is told why, and a form
# that was sent too late is not lost.
SESSION_COOKIE_AGE = PORTAL_SIGNED_IN_SECONDS + 24 * 60 * 60
# Roles whose people must have a second factor (organisation.rights.Role); "none" for nobody.
PORTAL_SECOND_FACTOR_ROLES = environment.several(
    ENVIRON,
    "PORTAL_SECOND_FACTOR_ROLES",
    ("assurance", "finance", "administrator") if PORTAL_SERVED and not PORTAL_DEMONSTRATION else (),
)
MFA_ADAPTER = "organisation.signing_in.mfa.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Plain http is for this machine alone, where browsers allow passkeys as well (as localhost, not as 127.0.0.1).
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PORTAL_SERVED
# Addresses are an administrator's to give; nobody signs up.
MFA_ALLOW_UNVERIFIED_EMAIL = True
# The code before and the one after are taken as well, as clocks differ; each once.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "organisation.signing_in.forms.CodeForm",
    "authenticate_webauthn": "organisation.signing_in.forms.PasskeyAfterPasswordForm",
    "login_webauthn": "organisation.signing_in.forms.PasskeyAloneForm",
    "reauthenticate_webauthn": "organisation.signing_in.forms.PasskeyAgainForm",
    "reauthenticate": "organisation.signing_in.forms.CodeAgainForm",
    "activate_totp": "organisation.signing_in.forms.FirstCodeForm",
}
SIMPLE_HISTORY_REVERT_DISABLED = True

# --- Files ----------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
# Laid out once for each release, by whoever installs it; the portal itself need not be able to change it.
STATIC_ROOT = (BASE_DIR / (ENVIRON.get("PORTAL_STATIC") or PORTAL_VAR / "static")).resolve()
STATICFILES_DIRS = [
    BASE_DIR / "static",
    # Third-party CSS, scripts and fonts, laid out by tools/bootstrap.py.
    ("vendor", BASE_DIR / "var" / "vendor"),
]
MEDIA_ROOT = PORTAL_FILES
# Named by their content, so that a browser keeps them for good; compressed where they travel.
STATIC_STORAGE = (
    "whitenoise.storage.CompressedManifestStaticFilesStorage"
    if PORTAL_SERVED
    else "django.contrib.staticfiles.storage.StaticFilesStorage"
    if DEBUG
    else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": STATIC_STORAGE},
}

# --- E-mail ---------------------------------------------------------------------------------------------

EMAIL_HOST = ENVIRON.get("EMAIL_HOST", "")
EMAIL_PORT = environment.number(ENVIRON, "EMAIL_PORT", 587)
EMAIL_HOST_USER = ENVIRON.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = ENVIRON.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS, EMAIL_USE_SSL = environment.mail_encryption(ENVIRON, EMAIL_PORT)
EMAIL_TIMEOUT = 10
# Without a mail server, an embedded portal prints its messages; a served one sends none, and says so of each.
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "core.no_mail_server.EmailBackend"
    if PORTAL_SERVED
    else "django.core.mail.backends.console.EmailBackend"
)
DEFAULT_FROM_EMAIL = ENVIRON.get("EMAIL_FROM") or "portal@localhost"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Safety ---------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_FAILURE_VIEW = "core.views.csrf_failure"

# Plain http is for this machine alone.
SECURE_SSL_REDIRECT = PORTAL_SERVED
SESSION_COOKIE_SECURE = PORTAL_SERVED
CSRF_COOKIE_SECURE = PORTAL_SERVED
# A browser takes a cookie of that prefix from this very host alone, over https: no neighbour can plant one.
PORTAL_COOKIE_PREFIX = "__Host-" if PORTAL_SERVED else ""
SESSION_COOKIE_NAME = f"{PORTAL_COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{PORTAL_COOKIE_PREFIX}csrftoken"
# Tells a browser that an account signed in with before; it lets nobody in.
PORTAL_DEVICE_COOKIE = f"{PORTAL_COOKIE_PREFIX}device"
MESSAGE_STORAGE = "ccg_portal.messages.Messages"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PORTAL_SERVED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PORTAL_SERVED
SECURE_HSTS_PRELOAD = PORTAL_SERVED
# A load balancer asks for it by address, over plain http.
SECURE_REDIRECT_EXEMPT = [r"^health/(live|ready)?$"]
# Only behind a proxy that sets X-Forwarded-Proto and X-Forwarded-For itself, and drops a visitor's.
if environment.flag(ENVIRON, "PORTAL_BEHIND_PROXY"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Addresses of X-Forwarded-For, counted from its end, that our own proxies set.
    ALLAUTH_TRUSTED_PROXY_COUNT = max(1, environment.number(ENVIRON, "PORTAL_PROXIES", 1))

# --- Log ------------------------------------------------------------------------------------------------

# "plain" for a person, "json" (one object a line) for what collects logs (docs/decisions/logs.md).
PORTAL_LOG = environment.choice(
    ENVIRON, "PORTAL_LOG", ("plain", "json"), "json" if PORTAL_SERVED else "plain"
)
# The header in which the proxy sends the id of a request; heard behind a proxy only, else each request gets a new one.
PORTAL_REQUEST_ID_HEADER = (
    ENVIRON.get("PORTAL_REQUEST_ID_HEADER", "") if environment.flag(ENVIRON, "PORTAL_BEHIND_PROXY") else ""
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": f"core.logs.{PORTAL_LOG.capitalize()}"}},
    "filters": {"refusals": {"()": "core.logs.Refusals"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Django's own handlers speak in development only, or to administrators by e-mail.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "django.request": {"filters": ["refusals"]},
        "django.server": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "celery": {"level": "INFO"},
        # A line for each request is for whatever collects them; a person who looks on would see nothing else.
        "portal.requests": {"level": "INFO" if PORTAL_LOG == "json" else "WARNING"},
        **{
            app: {"level": "INFO"}
            for app in ("assurance", "performance", "finance", "engagement", "programmes")
        },
    },
}
