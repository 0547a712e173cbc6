"""Addresses of what KPIs are and should reach; under `performance/`."""

from django.urls import path

from performance.definition import proposal_views, target_views, views

KPI = "kpis/<slug:slug>/"

urlpatterns = [
    path("kpis/", views.kpi_register, name="kpi_register"),
    path("kpis/new/", views.kpi_create, name="kpi_create"),
    path("kpis/propose/", proposal_views.kpi_propose, name="kpi_propose"),
    path(f"{KPI}change/", views.kpi_change, name="kpi_change"),
    path(f"{KPI}retire/", views.kpi_retire, name="kpi_retire"),
    path(f"{KPI}bring-back/", views.kpi_bring_back, name="kpi_bring_back"),
    path(f"{KPI}propose-change/", proposal_views.kpi_propose_change, name="kpi_propose_change"),
    path(f"{KPI}propose-retirement/", proposal_views.kpi_propose_retirement, name="kpi_propose_retirement"),
    path(f"{KPI}targets/", target_views.kpi_targets, name="kpi_targets"),
    path(f"{KPI}targets/<slug:quarter>/", target_views.target_set, name="target_set"),
    path("targets/", target_views.targets_of_year, name="targets_of_year"),
    path("proposals/", proposal_views.proposal_list, name="proposal_list"),
    path("proposals/<int:pk>/", proposal_views.proposal_detail, name="proposal_detail"),
    path("proposals/<int:pk>/accept/", proposal_views.proposal_accept, name="proposal_accept"),
    path("proposals/<int:pk>/decline/", proposal_views.proposal_decline, name="proposal_decline"),
    path("proposals/<int:pk>/withdraw/", proposal_views.proposal_withdraw, name="proposal_withdraw"),
]
