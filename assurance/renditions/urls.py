"""Addresses of a report's other forms than the PDF."""

from django.urls import path

from assurance.renditions import views

REPORT = "reports/<uuid:pk>/"

urlpatterns = [
    path(f"{REPORT}read/", views.report_read, name="report_read"),
    path(f"{REPORT}figures/<slug:kpi>/<slug:quarter>/", views.report_figure, name="report_figure"),
    path(f"{REPORT}records/<slug:kind>/<slug:key>/", views.report_record, name="report_record"),
    path(f"{REPORT}data/", views.report_data, name="report_data"),
    path(f"{REPORT}data.xlsx", views.report_workbook, name="report_workbook"),
    path(f"{REPORT}data.json", views.report_json, name="report_json"),
    path(f"{REPORT}data/<slug:table>.csv", views.report_table, name="report_table"),
]
