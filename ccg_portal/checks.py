"""What `manage.py check --deploy` says of a portal that is served, beyond what it refuses to start with.

E-mails, connections to other machines, whom the settings let in, names and folders; with `--database default`, the role
in the database.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connections
from django.http.request import validate_host

from ccg_portal import floors
from core import append_only


@checks.register("mail", deploy=True)
def check_mail(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """Reminders, notices and password resets all go by e-mail."""
    if not settings.PORTAL_SERVED:
        return []
    if not settings.EMAIL_HOST:
        return [
            checks.Warning(
                "No mail server is named: no reminder is sent, and no link to set a password.",
                hint="Set EMAIL_HOST, EMAIL_FROM and, where needed, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD.",
                id="portal.W001",
            )
        ]
    found: list[checks.CheckMessage] = []
    if settings.DEFAULT_FROM_EMAIL.endswith("@localhost"):
        found.append(
            checks.Warning(
                "E-mails come from portal@localhost, which other mail servers refuse.",
                hint="Set EMAIL_FROM to an address of your organisation.",
                id="portal.W002",
            )
        )
    if settings.EMAIL_HOST_PASSWORD and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        found.append(
            checks.Warning(
                "The password of the mail server would travel unencrypted.",
                hint="Use port 587 or 465, or set EMAIL_ENCRYPTION to starttls or tls.",
                id="portal.W003",
            )
        )
    if is_elsewhere(settings.EMAIL_HOST) and not (settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL):
        found.append(
            checks.Warning(
                "The mail server is on another machine, and links that let people in travel open to it.",
                hint="Use port 587 or 465, or set EMAIL_ENCRYPTION to starttls or tls.",
                id="portal.W012",
            )
        )
    return found


HERE = {"", "localhost", "127.0.0.1", "::1"}


def is_elsewhere(host: str) -> bool:
    """Whether what is said to that host leaves this machine; a unix socket is a path."""
    return host not in HERE and not host.startswith("/")


@checks.register("reached", deploy=True)
def check_connections(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """What travels between machines is encrypted, and nobody else can put tasks into the queue."""
    return list(_open_connections()) if settings.PORTAL_SERVED else []


def _open_connections() -> Iterator[checks.CheckMessage]:
    database = settings.DATABASES["default"]
    mode = database.get("OPTIONS", {}).get("sslmode", "")
    if is_elsewhere(database.get("HOST", "")) and mode != "verify-full":
        yield checks.Warning(
            "The database is on another machine, and its certificate is not checked.",
            hint="Add ?sslmode=verify-full&sslrootcert=/etc/portal/database-ca.pem to DATABASE_URL.",
            id="portal.W004",
        )
    queue = urlsplit(settings.CELERY_BROKER_URL)
    if is_elsewhere(queue.hostname or "") and queue.scheme != "rediss":
        yield checks.Warning(
            "The queue is on another machine, and what is said to it travels open.",
            hint="Let Redis speak TLS, and write rediss:// in REDIS_URL.",
            id="portal.W005",
        )
    if queue.scheme in ("redis", "rediss") and not queue.password:
        yield checks.Warning(
            "Whoever reaches the queue can put tasks into it: it asks no password.",
            hint="Give the portal a user of its own in Redis (deploy/redis/portal.acl).",
            id="portal.W006",
        )


@checks.register("let-in", deploy=True)
def check_who_is_let_in(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """Accounts that everybody knows, passwords alone, screens that stay open, keys that should have gone."""
    return list(_let_in()) if settings.PORTAL_SERVED else []


LONGEST_IDLE, LONGEST_SIGNED_IN = 60 * 60, 24 * 60 * 60
"""Seconds, beyond which an unattended screen, or a stolen session, is open for too long."""


def _let_in() -> Iterator[checks.CheckMessage]:
    by_password_alone = not settings.PORTAL_SECOND_FACTOR_ROLES
    if settings.PORTAL_DEMONSTRATION:
        real = " It also asks nobody for a second factor, not the people of real accounts either."
        yield checks.Warning(
            "The demonstration's accounts may sign in, with a password that everybody can read."
            + (real if by_password_alone else ""),
            hint="Set PORTAL_DEMONSTRATION=0 where real figures are kept.",
            id="portal.W007",
        )
    elif by_password_alone:
        yield checks.Warning(
            "Nobody has to have a second factor: whoever learns an administrator's password is one.",
            hint="Take PORTAL_SECOND_FACTOR_ROLES=none out, or name the roles that must have one.",
            id="portal.W013",
        )
    if settings.PORTAL_IDLE_SECONDS > LONGEST_IDLE or settings.PORTAL_SIGNED_IN_SECONDS > LONGEST_SIGNED_IN:
        yield checks.Warning(
            "People stay signed in for long: more than an hour without activity, or more than a day in all.",
            hint="Set PORTAL_IDLE_MINUTES to 60 or less, and PORTAL_SIGNED_IN_HOURS to 24 or less.",
            id="portal.W014",
        )
    if settings.SECRET_KEY in settings.SECRET_KEY_FALLBACKS:
        yield checks.Warning(
            "SECRET_KEY_FALLBACKS holds the key in use, so that it was not changed, or changed back.",
            hint="Make a new SECRET_KEY, or take the key out of SECRET_KEY_FALLBACKS.",
            id="portal.W018",
        )


@checks.register("addresses", deploy=True)
def check_addresses(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """Under which names the portal is reached, where its links lead, and whose word on addresses it takes."""
    return list(_addresses()) if settings.PORTAL_SERVED else []


MOST_PROXIES = 5


def _addresses() -> Iterator[checks.CheckMessage]:
    if not settings.SECURE_PROXY_SSL_HEADER:
        yield checks.Warning(
            "No proxy is trusted: behind one, each page would lead to itself, and all people have one address.",
            hint="Set PORTAL_BEHIND_PROXY=1 where your proxy sets X-Forwarded-Proto and X-Forwarded-For itself.",
            id="portal.W008",
        )
    if any(host.startswith(".") for host in settings.ALLOWED_HOSTS):
        yield checks.Warning(
            "PORTAL_HOSTS has a name that begins with a dot: the portal answers to every name below it.",
            hint="Name each host whole, such as portal.example.nhs.uk.",
            id="portal.W015",
        )
    if getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 1) > MOST_PROXIES:
        yield checks.Warning(
            f"PORTAL_PROXIES is over {MOST_PROXIES}: with more than there are, visitors write their own addresses.",
            hint="Count the proxies of your own that stand in a row before the portal.",
            id="portal.W016",
        )
    host = urlsplit(settings.PORTAL_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield checks.Warning(
            f"Links in e-mails lead to {host or 'no host'}, which PORTAL_HOSTS does not name.",
            hint="Name the host of PORTAL_URL in PORTAL_HOSTS, or correct PORTAL_URL.",
            id="portal.W017",
        )


@checks.register("folders", deploy=True)
def check_folders(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """Backups lie beside what they save, not among it."""
    backups, kept = settings.PORTAL_BACKUPS, settings.PORTAL_FILES
    apart = not (backups.is_relative_to(kept) or kept.is_relative_to(backups))
    if apart or not settings.PORTAL_SERVED:
        return []
    return [
        checks.Warning(
            "PORTAL_BACKUPS and PORTAL_FILES lie one within the other: backups would be lost with the files.",
            hint="Set PORTAL_BACKUPS to a folder of its own, best on another disk.",
            id="portal.W019",
        )
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_role(app_configs: Any, databases: Any = None, **others: Any) -> list[checks.CheckMessage]:
    """The portal works under a role that cannot change the trail: asked of the database itself."""
    if not settings.PORTAL_SERVED or "default" not in (databases or ()):
        return []
    connection = connections["default"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
    if not append_only.may_change(role, connection):
        return []
    return [
        checks.Warning(
            f"The portal works in the database as {role}, who may change the trail.",
            hint="Give it a role that owns nothing, and run manage.py secure_trail --role after every migrate: "
            "docs/serving.md, “The database”.",
            id="portal.W009",
        )
    ]


@checks.register(checks.Tags.database, deploy=True)
def check_trail(app_configs: Any, databases: Any = None, **others: Any) -> list[checks.CheckMessage]:
    """The database refuses every change of the trail, whoever asks: no table is without its trigger."""
    if not settings.PORTAL_SERVED or "default" not in (databases or ()):
        return []
    tables = append_only.not_held(connections["default"])
    if not tables:
        return []
    named = ", ".join(tables[:3]) + (f" and {len(tables) - 3} more" if len(tables) > 3 else "")
    return [
        checks.Warning(
            f"Nothing in the database refuses a change of {named}.",
            hint="Run manage.py secure_trail after every migrate: docs/serving.md, “The trail”.",
            id="portal.W011",
        )
    ]


@checks.register("packages")
def check_packages(app_configs: Any, **others: Any) -> list[checks.CheckMessage]:
    """No package is older than what was tested."""
    return [
        checks.Error(f"{wrong}.", hint="Set up again: python3 tools/bootstrap.py run.", id="portal.E010")
        for wrong in floors.amiss()
    ]


@checks.register(checks.Tags.database)
def check_directorates(app_configs: Any, databases: Any = None, **others: Any) -> list[checks.CheckMessage]:
    """Whether the directorates are there that PORTAL_OIDC_ROLES names (`manage.py check --database default`)."""
    if settings.PORTAL_OIDC is None or not databases:
        return []
    named = [role for roles in settings.PORTAL_OIDC.roles.values() for role in roles if role.directorate]
    try:
        known = set(apps.get_model("organisation.Directorate").objects.values_list("slug", flat=True))
    except DatabaseError:  # not set up yet
        return []
    return [
        checks.Warning(
            f"PORTAL_OIDC_ROLES names {role}, and there is no such directorate: nobody gets that role.",
            hint=f"There are {', '.join(sorted(known)) or 'none yet'}.",
            id="portal.W010",
        )
        for role in dict.fromkeys(named)
        if role.directorate not in known
    ]
