"""Addresses of the texts of a quarter, its cover sheet, and whom reports are for."""

from django.urls import path

from assurance.papers import audience_views, text_views

AUDIENCES = "reports/audiences/"

urlpatterns = [
    path("assurance/<slug:quarter>/texts/", text_views.text_list, name="text_list"),
    path("assurance/<slug:quarter>/texts/<slug:slug>/", text_views.text_edit, name="text_edit"),
    path("assurance/<slug:quarter>/cover-sheet/", text_views.cover_sheet_edit, name="cover_sheet_edit"),
    path(
        "assurance/<slug:quarter>/cover-sheet/year/",
        text_views.cover_sheet_of_year,
        name="cover_sheet_of_year",
    ),
    path(AUDIENCES, audience_views.audience_list, name="audience_list"),
    path(f"{AUDIENCES}add/", audience_views.audience_create, name="audience_create"),
    path(f"{AUDIENCES}<slug:slug>/", audience_views.audience_detail, name="audience_detail"),
    path(f"{AUDIENCES}<slug:slug>/edit/", audience_views.audience_edit, name="audience_edit"),
    path(f"{AUDIENCES}<slug:slug>/sections/", audience_views.audience_sections, name="audience_sections"),
    path(f"{AUDIENCES}<slug:slug>/preview/", audience_views.audience_preview, name="audience_preview"),
    path(f"{AUDIENCES}<slug:slug>/retire/", audience_views.audience_retire, name="audience_retire"),
    path(
        f"{AUDIENCES}<slug:slug>/bring-back/", audience_views.audience_bring_back, name="audience_bring_back"
    ),
]
