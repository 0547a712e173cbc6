"""Addresses at which figures of earlier periods are imported."""

from django.urls import path

from performance.history_import import views

urlpatterns = [
    path("", views.history_send, name="history_send"),
    path("<int:pk>/", views.history_upload, name="history_upload"),
    path("<int:pk>/apply/", views.history_apply, name="history_apply"),
    path("<int:pk>/discard/", views.history_discard, name="history_discard"),
]
