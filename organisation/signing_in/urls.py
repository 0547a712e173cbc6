"""Addresses of signing in beside the library's own (ccg_portal/urls.py mounts them under /accounts/)."""

from allauth.mfa import urls as second_factors
from django.urls import include, path

from organisation.signing_in import passkeys, views

signing_in = [
    path("second-factor/set-up/", views.set_up, name="set_up"),
    path("second-factor/qr-code.svg", views.qr_code, name="qr_code"),
    path("sessions/<int:pk>/end/", views.session_end, name="session_end"),
    path("stay/", views.stay, name="stay"),
    path("time-left/", views.time_left, name="time_left"),
    path("kept-form/", views.kept_form, name="kept_form"),
    path("again/", views.again, name="again"),
]

urlpatterns = [
    path("", include((signing_in, "signing_in"))),
    # Before the library's own, under its names.
    path(
        "second-factor/webauthn/reauthenticate/",
        passkeys.Again.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("second-factor/webauthn/login/", passkeys.SignIn.as_view(), name="mfa_login_webauthn"),
    path("second-factor/recovery-codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second-factor/recovery-codes/download/",
        views.recovery_codes_file,
        name="mfa_download_recovery_codes",
    ),
    path("second-factor/", include(second_factors)),
    path("sessions/", views.session_list, name="usersessions_list"),
]
