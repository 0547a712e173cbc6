"""Addresses of the decisions about a KPI's limits."""

from django.urls import path

from performance.variation import views

urlpatterns = [
    path("", views.limits, name="limits"),
    path("rebase/", views.rebase_add, name="rebase_add"),
    path("baseline/", views.baseline_set, name="baseline_set"),
    path("<str:kind>/<int:pk>/take-back/", views.decision_withdraw, name="decision_withdraw"),
]
