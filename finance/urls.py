"""Addresses of budgets, running costs and pooled funds."""

from django.urls import path

from finance import payment_views, views

app_name = "finance"

LINE = "finance/budget/<slug:year>/<slug:slug>/"
FUND = "finance/pooled-funds/<slug:slug>/contributions/"

urlpatterns = [
    path("finance/", views.position, name="position"),
    path("finance/position/<slug:year>/<slug:part>/", views.position_edit, name="position_edit"),
    path("finance/budget/new/", views.budget_line_create, name="budget_line_create"),
    path(LINE, views.budget_line_detail, name="budget_line_detail"),
    path(f"{LINE}edit/", views.budget_line_edit, name="budget_line_edit"),
    path(f"{LINE}months/", views.budget_months_edit, name="budget_months_edit"),
    path("finance/running-costs/", views.running_costs, name="running_costs"),
    path("finance/pooled-funds/", views.pooled_funds, name="pooled_funds"),
    path(f"{FUND}new/", views.contribution_create, name="contribution_create"),
    path(f"{FUND}<int:pk>/", views.contribution_edit, name="contribution_edit"),
    path(f"{FUND}<int:pk>/remove/", views.contribution_remove, name="contribution_remove"),
    path("finance/prompt-payment/", payment_views.prompt_payment, name="prompt_payment"),
    path(
        "finance/prompt-payment/<slug:month>/", payment_views.prompt_payment_edit, name="prompt_payment_edit"
    ),
]
