"""Addresses of the Quality Premium and CQUIN schemes, within those of performance."""

from django.urls import path

from performance.incentives import views

MEASURE = "<slug:slug>/measures/<int:pk>/"

urlpatterns = [
    path("", views.incentives, name="incentives"),
    path("new/", views.incentive_create, name="incentive_create"),
    path("<slug:slug>/", views.incentive_scheme, name="incentive_scheme"),
    path("<slug:slug>/edit/", views.incentive_edit, name="incentive_edit"),
    path("<slug:slug>/measures/new/", views.incentive_measure_create, name="incentive_measure_create"),
    path(f"{MEASURE}edit/", views.incentive_measure_edit, name="incentive_measure_edit"),
    path(f"{MEASURE}result/", views.incentive_measure_result, name="incentive_measure_result"),
    path(f"{MEASURE}remove/", views.incentive_measure_remove, name="incentive_measure_remove"),
]
