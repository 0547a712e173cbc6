"""Addresses of the portal. Each app's own urls.py holds its part, with whole addresses in it."""

from allauth.account import views as account
from django.urls import include, path, re_path

from ccg_portal import health
from organisation.joining.oidc import views as provider
from organisation.signing_in import views as signing_in

# Of allauth's pages, those that belong here: accounts and their addresses are an administrator's to make. The page
# for signing up only says so.
ACCOUNTS = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("password/change/", account.password_change, name="account_change_password"),
    # The library's name for where people go who have no password; here nobody sets one without the old one or a link.
    path("password/none/", provider.no_password, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.PasswordByLink.as_view(),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

urlpatterns = [
    path("", include("assurance.urls")),
    path("", include("performance.urls")),
    path("", include("finance.urls")),
    path("", include("engagement.urls")),
    path("", include("programmes.urls")),
    path("", include("organisation.administration.urls")),
    path("", include("core.urls")),
    path("", include("organisation.joining.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include(ACCOUNTS)),
    path("accounts/", include("organisation.signing_in.urls")),
]

handler400 = "core.views.bad_request"
handler403 = "core.views.forbidden"
handler404 = "core.views.not_found"
handler500 = "core.views.server_error"
