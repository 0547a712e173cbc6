"""Addresses of how it is going: returns, scorecard, KPIs, outcome ambitions."""

from django.urls import include, path

from performance import ambition_views, export_views, return_views, views
from performance.evidence import views as evidence_views
from performance.reminders import views as reminder_views

app_name = "performance"

RETURN = "returns/<slug:quarter>/<slug:directorate>/"
AMBITION = "performance/outcomes/<int:number>/"

urlpatterns = [
    path("returns/", return_views.return_list, name="return_list"),
    path(RETURN, return_views.return_detail, name="return_detail"),
    path(f"{RETURN}row/", return_views.return_row, name="return_row"),
    path(f"{RETURN}submit/", return_views.return_submit, name="return_submit"),
    path(f"{RETURN}take-back/", return_views.return_take_back, name="return_take_back"),
    path(f"{RETURN}review/", return_views.return_review, name="return_review"),
    path(f"{RETURN}send-back/", return_views.return_send_back, name="return_send_back"),
    path(f"{RETURN}sign-off/", return_views.return_sign_off, name="return_sign_off"),
    path("returns/", include("performance.paste.urls")),
    path("returns/", include("performance.workbook.urls")),
    path("performance/history/", include("performance.history_import.urls")),
    path("performance/figures/", export_views.figures, name="figures"),
    path("performance/", views.scorecard, name="scorecard"),
    path("performance/", include("performance.definition.urls")),
    path("performance/kpis/<slug:slug>/", views.kpi_detail, name="kpi_detail"),
    path("performance/kpis/<slug:slug>/", include("performance.follow_up.urls")),
    path("performance/kpis/<slug:slug>/evidence/", evidence_views.kpi_evidence, name="kpi_evidence"),
    path("performance/kpis/<slug:slug>/limits/", include("performance.variation.urls")),
    path("performance/outcomes/", views.outcomes, name="outcomes"),
    path("performance/outcomes/<int:number>/", views.ambition_level, name="ambition_level"),
    path(f"{AMBITION}trajectory/", ambition_views.ambition_trajectory, name="ambition_trajectory"),
    path(f"{AMBITION}forecast/", ambition_views.ambition_forecast, name="ambition_forecast"),
    path(
        f"{AMBITION}forecast/remove/",
        ambition_views.ambition_forecast_remove,
        name="ambition_forecast_remove",
    ),
    path("performance/incentives/", include("performance.incentives.urls")),
    path("reminders/stop/<str:token>/", reminder_views.reminders_stop, name="reminders_stop"),
    path("performance/how-figures-are-calculated/", views.how_calculated, name="how_calculated"),
]
