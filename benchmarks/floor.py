"""The floor that page times are measured against: a signed-in Django page with one query, and nothing of ours."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path

from organisation.models import Directorate


def floor(request: HttpRequest) -> HttpResponse:
    """The base page with the names of the directorates: what any page of the portal costs at least."""
    return render(request, "benchmarks/floor.html", {"directorates": list(Directorate.objects.all())})


urlpatterns = [path("floor/", floor), path("", include("ccg_portal.urls"))]
