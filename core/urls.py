"""Pages that belong to no section: how figures are made, accessibility, health."""

from django.urls import path

from core import views

app_name = "core"

urlpatterns = [
    path("about/figures/", views.figures, name="figures"),
    path("about/accessibility/", views.accessibility, name="accessibility"),
    path("health/", views.health, name="health"),
]
