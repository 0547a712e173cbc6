"""The lists that administrators keep: added, changed, retired, and removed only where nothing hangs on them."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core import clock
from core.tests.at_once import at_the_same_time
from organisation.administration import list_actions
from organisation.administration.hanging import hanging_on
from organisation.administration.lists import KINDS
from organisation.joining.forms import InvitationForm
from organisation.keeping import offer_those_in_use
from organisation.models import (
    AssuranceFramework,
    Directorate,
    FrameworkComponent,
    Organisation,
    RoleAssignment,
    StrategicAim,
    Team,
    User,
)
from organisation.rights import Role
from organisation.tests.builders import (
    make_directorate,
    make_organisation,
    make_partner,
    make_team,
    make_user,
)
from organisation.tests.builders_frameworks import make_framework

pytestmark = pytest.mark.django_db

WHY = {"reason": "Reorganised"}
ENDS_BEFORE_IT_BEGINS = {"first_year": "2016", "last_year": "2015"}


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, title="Portal administrator")


@pytest.fixture
def office(administrator: User, client: Client) -> Client:
    client.force_login(administrator)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def test_a_directorate_is_added_changed_and_put_in_its_place(office: Client) -> None:
    new = {"name": "Medicines", "order": "5", "reason": "", "version": "0"}
    assert office.post("/admin/directorates/add/", new).status_code == 302
    directorate = Directorate.objects.get(slug="medicines")
    address = f"/admin/directorates/{directorate.pk}/"

    changed = {"name": "Medicines and devices", "order": "2", "version": "1"} | WHY
    shown = text(office.post(f"{address}edit/", changed, follow=True))
    directorate.refresh_from_db()
    assert (directorate.name, directorate.slug, directorate.order) == (
        "Medicines and devices",
        "medicines",
        2,
    )
    assert 'Medicines <span class="quiet">became</span> Medicines and devices' in shown
    assert "Why: Reorganised" in shown


@pytest.mark.parametrize(
    ("kind", "typed", "field"),
    [
        ("directorates", {"name": "Quality", "order": "1"}, "name"),
        ("directorates", {"name": "", "order": "one"}, "name"),
        ("teams", {"name": "Nursing", "order": "1", "directorate": "999999"}, "directorate"),
        ("partners", {"name": "A partner", "kind": "planet"}, "kind"),
        (
            "frameworks",
            {"name": "Next", "component_word": "part", "first_year": "2016", "last_year": "2015"},
            "__all__",
        ),
    ],
)
def test_what_will_not_do_is_refused_beside_its_field(
    office: Client, kind: str, typed: dict[str, str], field: str
) -> None:
    make_directorate(name="Quality")
    answer = office.post(f"/admin/{kind}/add/", typed | {"version": "0"})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_two_administrators_at_one_record_are_shown_both_versions(
    office: Client, administrator: User
) -> None:
    partner = make_partner(name="As opened")
    theirs = {"name": "Theirs", "short_name": "", "kind": "council", "code": "", "reason": "First"}
    list_actions.change_record(record=partner, changes=theirs, by=administrator, expected_version=1)
    mine = theirs | {"name": "Mine", "version": "1"}
    answer = office.post(f"/admin/partners/{partner.pk}/edit/", mine)
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)


def test_what_goes_on_keeps_a_directorate_from_being_retired(office: Client) -> None:
    quality = make_directorate(name="Quality")
    team = make_team(directorate=quality)
    contributor = make_user(role=Role.CONTRIBUTOR, directorate=quality)
    address = f"/admin/directorates/{quality.pk}/"
    assert "It is still needed: 1 team in use and 1 role." in text(office.get(address))
    answer = office.post(f"{address}retire/", WHY | {"version": "1"})
    assert answer.status_code == 409

    contributor.role_assignments.all().delete()
    assert office.post(f"/admin/teams/{team.pk}/retire/", WHY | {"version": "1"}).status_code == 302
    shown = text(office.post(f"{address}retire/", WHY | {"version": "1"}, follow=True))
    assert "Retired on 8 July 2014" in shown
    assert list(Directorate.objects.in_use()) == []
    assert office.post(f"{address}restore/", WHY | {"version": "2"}).status_code == 302
    assert list(Directorate.objects.in_use()) == [quality]


def test_only_what_nothing_ever_pointed_to_is_removed(office: Client) -> None:
    quality, slip = make_directorate(name="Quality"), make_directorate(name="Slip")
    held = RoleAssignment.objects.create(user=make_user(), role=Role.DIRECTOR, directorate=quality)
    held.delete()
    address = f"/admin/directorates/{quality.pk}/"
    assert "2 earlier versions" in text(office.get(address))
    assert office.post(f"{address}remove/", {"version": "1"}).status_code == 409

    assert office.post(f"/admin/directorates/{slip.pk}/remove/", {"version": "1"}).status_code == 302
    assert list(Directorate.objects.all()) == [quality]


def test_everything_that_points_to_a_record_hangs_on_it() -> None:
    quality = make_directorate(name="Quality")
    make_team(directorate=quality)
    make_team(directorate=quality)
    assert hanging_on(quality) == [(2, "teams"), (2, "earlier versions")]
    assert hanging_on(make_partner()) == []


def test_the_next_framework_is_entered_with_its_components(office: Client) -> None:
    new = {"name": "Improvement framework", "component_word": "domain", "first_year": "2016", "version": "0"}
    assert office.post("/admin/frameworks/add/", new).status_code == 302
    framework = AssuranceFramework.objects.get(name="Improvement framework")
    form_page = office.get(f"/admin/components/add/?framework={framework.pk}")
    assert f'<option value="{framework.pk}" selected>' in text(form_page)
    component = {"framework": framework.pk, "number": "1", "name": "Better health", "version": "0"}
    assert office.post("/admin/components/add/", component).status_code == 302
    assert "1. Better health" in text(office.get(f"/admin/frameworks/{framework.pk}/"))
    assert FrameworkComponent.objects.get().provenance == "returned"


def test_there_is_one_organisation(office: Client) -> None:
    organisation = make_organisation()
    assert "it is changed, not added" in text(office.get("/admin/organisation/add/"))
    assert office.get(f"/admin/organisation/{organisation.pk}/remove/").status_code == 404
    assert office.get(f"/admin/organisation/{organisation.pk}/retire/").status_code == 404
    fields = ("name", "short_name", "portal_name", "report_name", "governing_body_name", "population_note")
    typed = {name: getattr(organisation, name) for name in fields}
    changed = typed | {"registered_population": "751,000", "version": "1"} | WHY
    address = f"/admin/organisation/{organisation.pk}/edit/"
    assert office.post(address, changed | {"registered_population": "0"}).status_code == 422
    assert office.post(address, changed).status_code == 302
    assert Organisation.objects.get().registered_population == 751_000


def test_what_is_retired_is_offered_only_where_it_was_chosen_before() -> None:
    gone, stays = make_directorate(name="Gone"), make_directorate(name="Stays")
    gone.retired_on = clock.today()
    gone.save()
    form = InvitationForm()
    offer_those_in_use(form)
    assert list(form.fields["contributor"].queryset) == [stays]
    form.initial = {"contributor": [gone]}
    form.fields["contributor"].queryset = Directorate.objects.all()
    offer_those_in_use(form)
    assert set(form.fields["contributor"].queryset) == {gone, stays}


@pytest.mark.parametrize("kind", KINDS)
def test_every_list_is_shown_empty_and_filled_in_as_many_queries(office: Client, kind: str) -> None:
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            answer = office.get(address)
        assert answer.status_code == 200
        return len(caught)

    make_framework(components=1)
    StrategicAim.objects.create(order=1, text="Aim 1")
    make_organisation()
    office.get("/admin/")
    pages = [f"/admin/{kind}/", f"/admin/{kind}/add/"]
    few = [queries(page) for page in pages]
    make_framework(slug="another-framework", components=4)
    for number in range(2, 5):
        make_team(directorate=make_directorate(name=f"Directorate {number}"))
        make_partner(name=f"Partner {number}")
        StrategicAim.objects.create(order=number, text=f"Aim {number}")
    assert [queries(page) for page in pages] == few


def test_a_list_is_a_file(office: Client) -> None:
    make_team(directorate=make_directorate(name="Quality"), name="Nursing")
    lines = office.get("/admin/teams/?format=csv").content.decode("utf-8-sig").splitlines()
    assert lines == ["Team,Directorate,Place,State", "Nursing,Quality,0,In use"]
    assert Team.objects.count() == 1


def test_words_that_are_no_list_are_not_found(office: Client) -> None:
    assert office.get("/admin/users/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_at_this_moment_cannot_be_begun_to_be_used() -> None:
    """Nor is it taken from under whoever did: of the two, one is undone."""
    by, directorate = make_user(role=Role.ADMINISTRATOR), make_directorate()

    def begin_to_use_it() -> Any:
        with pytest.raises(IntegrityError), transaction.atomic():
            make_team(directorate=directorate)

    at_the_same_time(
        lambda: list_actions.remove_record(record=directorate, by=by, expected_version=directorate.version),
        begin_to_use_it,
    )

    assert not Team.objects.exists()
    assert not Directorate.objects.exists()
