"""Addresses of programmes, priority projects, milestones and risks."""

from django.urls import path

from programmes import risk_views, views

app_name = "programmes"

PROJECT = "programmes/projects/<slug:slug>/"
PROGRAMME = "programmes/<slug:slug>/"
RISK = "risks/<str:reference>/"

urlpatterns = [
    path("programmes/", views.portfolio, name="portfolio"),
    path("programmes/timeline/", views.timeline, name="timeline"),
    path("programmes/new/", views.programme_create, name="programme_create"),
    path("programmes/projects/new/", views.project_create, name="project_create"),
    path(PROJECT, views.project_detail, name="project_detail"),
    path(f"{PROJECT}edit/", views.project_edit, name="project_edit"),
    path(f"{PROJECT}update/", views.project_update, name="project_update"),
    path(f"{PROJECT}supports/", views.project_supports, name="project_supports"),
    path(f"{PROJECT}milestones/new/", views.milestone_create, name="milestone_create"),
    path(f"{PROJECT}milestones/<int:pk>/", views.milestone_edit, name="milestone_edit"),
    path(f"{PROJECT}milestones/<int:pk>/remove/", views.milestone_remove, name="milestone_remove"),
    path(PROGRAMME, views.programme_detail, name="programme_detail"),
    path(f"{PROGRAMME}edit/", views.programme_edit, name="programme_edit"),
    path(f"{PROGRAMME}phases/new/", views.phase_create, name="phase_create"),
    path(f"{PROGRAMME}phases/<int:pk>/", views.phase_edit, name="phase_edit"),
    path(f"{PROGRAMME}phases/<int:pk>/remove/", views.phase_remove, name="phase_remove"),
    path("risks/", risk_views.risk_register, name="risk_register"),
    path("risks/new/", risk_views.risk_create, name="risk_create"),
    path(RISK, risk_views.risk_detail, name="risk_detail"),
    path(f"{RISK}edit/", risk_views.risk_edit, name="risk_edit"),
    path(f"{RISK}score/", risk_views.risk_score, name="risk_score"),
    path(f"{RISK}close/", risk_views.risk_close, name="risk_close"),
    path(f"{RISK}reopen/", risk_views.risk_reopen, name="risk_reopen"),
    path(f"{RISK}actions/new/", risk_views.risk_action_create, name="risk_action_create"),
    path(f"{RISK}actions/<int:pk>/", risk_views.risk_action_edit, name="risk_action_edit"),
]
