"""Addresses of the calendar, of who has not returned, and of the on-time record."""

from django.urls import path

from assurance.chasing import views

urlpatterns = [
    path("assurance/calendar/", views.round_calendar, name="round_calendar"),
    path("assurance/calendar/round.ics", views.round_calendar_file, name="round_calendar_file"),
    path("assurance/on-time/", views.on_time, name="on_time"),
    path("assurance/not-returned/", views.not_returned, name="not_returned"),
    path(
        "assurance/not-returned/<slug:quarter>/<slug:directorate>/", views.reminder_send, name="reminder_send"
    ),
    path(
        "assurance/not-returned/people/<int:pk>/start-again/",
        views.reminders_start_again,
        name="reminders_start_again",
    ),
]
