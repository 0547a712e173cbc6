"""The address of what was restated."""

from django.urls import path

from assurance.restated import views

urlpatterns = [
    path("assurance/<slug:quarter>/restated/", views.restated, name="restated"),
]
