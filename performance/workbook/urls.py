"""Addresses of a return's workbook."""

from django.urls import path

from performance.workbook import views

WORKBOOK = "<slug:quarter>/<slug:directorate>/workbook/"

urlpatterns = [
    path(WORKBOOK, views.workbook, name="workbook"),
    path(f"{WORKBOOK}send/", views.workbook_send, name="workbook_send"),
    path(f"{WORKBOOK}<int:pk>/", views.workbook_upload, name="workbook_upload"),
    path(f"{WORKBOOK}<int:pk>/apply/", views.workbook_apply, name="workbook_apply"),
    path(f"{WORKBOOK}<int:pk>/discard/", views.workbook_discard, name="workbook_discard"),
]
