"""Addresses of engagement activities, feedback, standards and the seven-step records."""

from django.urls import path

from engagement import activity_views, project_views, views

app_name = "engagement"

ACTIVITY = "engagement/<slug:slug>/"
PROJECT = "engagement/projects/<slug:slug>/"

urlpatterns = [
    path("engagement/", views.activity_list, name="activity_list"),
    path("engagement/you-said-we-did/", views.you_said_we_did, name="you_said_we_did"),
    path("engagement/who-took-part/", views.participation, name="participation"),
    path("engagement/principles/", views.principles, name="principles"),
    path("engagement/projects/", project_views.project_list, name="project_list"),
    path(PROJECT, project_views.project_steps, name="project_steps"),
    path(f"{PROJECT}edit/", project_views.project_steps_edit, name="project_steps_edit"),
    path("engagement/new/", activity_views.activity_create, name="activity_create"),
    path(ACTIVITY, activity_views.activity_detail, name="activity_detail"),
    path(f"{ACTIVITY}edit/", activity_views.activity_edit, name="activity_edit"),
    path(f"{ACTIVITY}standards/", activity_views.standards_edit, name="standards_edit"),
    path(f"{ACTIVITY}close/", activity_views.activity_close, name="activity_close"),
    path(f"{ACTIVITY}reopen/", activity_views.activity_reopen, name="activity_reopen"),
    path(f"{ACTIVITY}feedback/new/", activity_views.feedback_create, name="feedback_create"),
    path(f"{ACTIVITY}feedback/<int:pk>/", activity_views.feedback_edit, name="feedback_edit"),
    path(f"{ACTIVITY}feedback/<int:pk>/remove/", activity_views.feedback_remove, name="feedback_remove"),
]
