"""Addresses on which a KPI is followed up, below the KPI's own."""

from django.urls import path

from performance.follow_up import views

urlpatterns = [
    path("actions/new/", views.action_create, name="action_create"),
    path("actions/<int:pk>/", views.action_edit, name="action_edit"),
    path("forecast/<slug:year>/", views.forecast_edit, name="forecast_edit"),
    path("forecast/<slug:year>/remove/", views.forecast_remove, name="forecast_remove"),
]
