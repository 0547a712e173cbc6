"""Addresses of the dashboard, the round and the reports."""

from django.urls import include, path

from assurance import framework_views, report_views, views

app_name = "assurance"

urlpatterns = [
    path("", views.dashboard, name="dashboard"),
    path("assurance/", views.round, name="round"),
    path("", include("assurance.chasing.urls")),
    path("", include("assurance.renditions.urls")),
    path("", include("assurance.restated.urls")),
    path("", include("assurance.trail.urls")),
    path("", include("assurance.publishing.urls")),
    path("", include("assurance.papers.urls")),
    path("assurance/frameworks/", framework_views.framework_list, name="framework_list"),
    path("assurance/frameworks/<slug:slug>/", framework_views.framework_detail, name="framework_detail"),
    path("assurance/<slug:quarter>/lock/", views.quarter_lock, name="quarter_lock"),
    path("assurance/<slug:quarter>/reopen/", views.quarter_reopen, name="quarter_reopen"),
    path("reports/", report_views.report_list, name="report_list"),
    path("reports/produce/", report_views.report_produce, name="report_produce"),
    path("reports/<uuid:pk>/", report_views.report_detail, name="report_detail"),
    path("reports/<uuid:pk>/status/", report_views.report_status, name="report_status"),
    path("reports/<uuid:pk>/download/", report_views.report_download, name="report_download"),
    path("reports/<uuid:pk>/cancel/", report_views.report_cancel, name="report_cancel"),
    path("reports/<uuid:pk>/retry/", report_views.report_retry, name="report_retry"),
]
