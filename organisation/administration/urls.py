"""Addresses of the administration."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from organisation.administration import list_views, views
from organisation.administration.lists import KINDS


class KindConverter(StringConverter):
    """The name of a list that is kept here, and no other word."""

    regex = "|".join(KINDS)


register_converter(KindConverter, "kind")

app_name = "administration"

PERSON = "admin/people/<int:pk>/"
LIST = "admin/<kind:kind>/"
RECORD = f"{LIST}<int:pk>/"

urlpatterns = [
    path("admin/", views.overview, name="overview"),
    path("admin/people/", views.person_list, name="person_list"),
    path(PERSON, views.person_detail, name="person_detail"),
    path(f"{PERSON}edit/", views.person_edit, name="person_edit"),
    path(f"{PERSON}roles/give/", views.role_give, name="role_give"),
    path(f"{PERSON}roles/<int:role>/take/", views.role_take, name="role_take"),
    path(f"{PERSON}close/", views.person_close, name="person_close"),
    path(f"{PERSON}reopen/", views.person_reopen, name="person_reopen"),
    path(f"{PERSON}forget/", views.person_forget, name="person_forget"),
    path(f"{PERSON}password/", views.password_link, name="password_link"),
    path(f"{PERSON}sessions/end/", views.sessions_end, name="sessions_end"),
    path(f"{PERSON}second-factor/", views.second_factor_remove, name="second_factor_remove"),
    path(f"{PERSON}provider/", views.provider_untie, name="provider_untie"),
    path(LIST, list_views.record_list, name="record_list"),
    path(f"{LIST}add/", list_views.record_create, name="record_create"),
    path(RECORD, list_views.record_detail, name="record_detail"),
    path(f"{RECORD}edit/", list_views.record_edit, name="record_edit"),
    path(f"{RECORD}retire/", list_views.record_retire, name="record_retire"),
    path(f"{RECORD}restore/", list_views.record_restore, name="record_restore"),
    path(f"{RECORD}remove/", list_views.record_remove, name="record_remove"),
]
