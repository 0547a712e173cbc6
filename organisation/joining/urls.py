"""Addresses of joining: administrators' pages of invitations, and where the link in the e-mail leads."""

from django.urls import path

from organisation.joining import views
from organisation.joining.oidc import views as provider

app_name = "joining"
urlpatterns = [
    path("admin/invitations/", views.invitation_list, name="invitation_list"),
    path("admin/invitations/new/", views.invitation_create, name="invitation_create"),
    path("admin/invitations/<int:pk>/resend/", views.invitation_resend, name="invitation_resend"),
    path("admin/invitations/<int:pk>/withdraw/", views.invitation_withdraw, name="invitation_withdraw"),
    path("invitations/<str:token>/", views.invitation_accept, name="invitation_accept"),
    path("accounts/provider/", provider.provider_start, name="provider_start"),
    path("accounts/provider/back/", provider.provider_callback, name="provider_callback"),
]
