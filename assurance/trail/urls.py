"""The address at which the trail is searched."""

from django.urls import path

from assurance.trail import views

urlpatterns = [path("assurance/trail/", views.trail, name="trail")]
