"""Administration of people: the list, names and addresses, roles, and leavers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook
from pytest_django.fixtures import Settings

from core import clock, trail
from core.refusals import Refused
from core.tests.at_once import both_at_once
from organisation.adapters import ClosedAccountAdapter
from organisation.administration import actions
from organisation.administration.person_page import build_person_page
from organisation.models import RoleAssignment, User
from organisation.rights import Role
from organisation.signing_in.actions import remove_second_factor
from organisation.tests.builders import PASSWORD, make_directorate, make_user
from organisation.tests.builders_joining import make_invitation

pytestmark = pytest.mark.django_db

LEFT = {"left_on_day": "7", "left_on_month": "7", "left_on_year": "2014", "reason": "Left the organisation"}


@pytest.fixture
def administrator() -> User:
    return make_user(role=Role.ADMINISTRATOR, email="admin@example.org", title="Portal administrator")


@pytest.fixture
def office(administrator: User, client: Client) -> Client:
    """The administrator's browser."""
    client.force_login(administrator)
    return client


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


# The list -------------------------------------------------------------------------------------------------------------


def names_listed(office: Client, query: str) -> list[str]:
    return [row.title for row in office.get(f"/admin/people/?{query}").context["rows"].object_list]


def test_the_list_is_searched_narrowed_and_put_in_order(office: Client) -> None:
    quality, delivery = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    make_user(role=Role.CONTRIBUTOR, directorate=quality, title="Contributor, Quality", email="cq@x.example")
    make_user(role=Role.APPROVER, directorate=delivery, title="Deputy, Delivery", email="ad@x.example")
    make_user(title="Nobody yet", email="new@x.example")
    gone = make_user(title="Gone", email="gone@x.example")
    User.objects.filter(pk=gone.pk).update(is_active=False)

    assert names_listed(office, "q=QUALITY") == ["Contributor, Quality"]
    assert names_listed(office, "q=ad@x") == ["Deputy, Delivery"]
    assert names_listed(office, "role=approver") == ["Deputy, Delivery"]
    assert names_listed(office, "role=none") == ["Nobody yet"]
    assert names_listed(office, "directorate=quality") == ["Contributor, Quality"]
    assert names_listed(office, "state=closed") == ["Gone"]
    assert "Gone" not in names_listed(office, "")
    assert names_listed(office, "state=any&sort=-title")[0] == "Portal administrator"
    assert names_listed(office, "role=emperor&q=x.example&sort=email")[0] == "Deputy, Delivery"
    assert "Nobody fits these filters." in text(office.get("/admin/people/?q=nowhere"))


def test_the_list_is_a_file_with_the_filters_of_its_page(office: Client, tmp_path: Any) -> None:
    make_user(role=Role.FINANCE, title="=1+1", email="finance@x.example")
    answer = office.get("/admin/people/?role=finance&format=csv")
    assert (
        answer.content.decode("utf-8-sig")
        .splitlines()[1]
        .startswith("'=1+1,finance@x.example,Finance team,No,")
    )

    (tmp_path / "people.xlsx").write_bytes(office.get("/admin/people/?format=xlsx").content)
    assert load_workbook(tmp_path / "people.xlsx").active.max_row == 3


def test_the_number_of_queries_does_not_grow(office: Client, administrator: User) -> None:
    person = make_user(role=Role.CONTRIBUTOR)
    pages = ["/admin/", "/admin/people/", f"/admin/people/{person.pk}/"]

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert office.get(address).status_code == 200
        return len(caught)

    def give_and_take() -> None:
        director = {"role": Role.DIRECTOR, "directorate": make_directorate(), "reason": "Again"}
        actions.give_role(person=person, changes=director, by=administrator)
        held = person.role_assignments.get(role=Role.DIRECTOR)
        actions.take_role(assignment=held, changes={"reason": "And back"}, by=administrator)

    give_and_take()
    office.get("/admin/")
    few = [queries(page) for page in pages]
    for _ in range(6):
        make_user(role=Role.APPROVER, directorate=make_directorate(name="Service Delivery"))
        give_and_take()
    assert [queries(page) for page in pages] == few


# Names and addresses --------------------------------------------------------------------------------------------------


def test_a_new_address_is_told_to_the_old_one_and_stands_in_the_history(office: Client) -> None:
    person = make_user(title="Assurance", email="old@x.example")
    changed = {"title": "Assurance lead", "email": "New@X.example", "reason": "Married", "version": "1"}
    answer = office.post(f"/admin/people/{person.pk}/edit/", changed, follow=True)

    person.refresh_from_db()
    assert (person.title, person.email, person.version) == ("Assurance lead", "new@x.example", 2)
    assert [(letter.to, "new@x.example" in letter.body) for letter in mail.outbox] == [
        (["old@x.example"], False)
    ]
    assert 'old@x.example <span class="quiet">became</span> new@x.example' in text(answer)
    assert "Why: Married" in text(answer)


@pytest.mark.parametrize("address", ["ADMIN@example.org", "no address", ""])
def test_an_address_that_will_not_do_is_refused_beside_its_field(office: Client, address: str) -> None:
    person = make_user(email="p@x.example")
    wrong = {"title": "Kept", "email": address, "reason": "", "version": "1"}
    answer = office.post(f"/admin/people/{person.pk}/edit/", wrong)

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"email", "reason"}
    assert 'value="Kept"' in text(answer)


def test_two_administrators_at_one_person_are_shown_both_versions(
    office: Client, administrator: User
) -> None:
    person = make_user(title="As opened", email="p@x.example")
    theirs = {"title": "Theirs", "email": "p@x.example", "reason": "First"}
    actions.change_person(person=person, changes=theirs, by=administrator, expected_version=1)

    mine = {"title": "Mine", "email": "p@x.example", "reason": "Second", "version": "1"}
    answer = office.post(f"/admin/people/{person.pk}/edit/", mine)
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert "Mine" in text(answer)
    choice = {"seen": "2", "asked": "title", "keep_title": "yours"}
    assert office.post(f"/admin/people/{person.pk}/edit/", mine | choice).status_code == 302
    assert User.objects.get(pk=person.pk).title == "Mine"


# Roles ----------------------------------------------------------------------------------------------------------------


def test_a_role_is_given_and_taken_away_with_day_and_reason(office: Client) -> None:
    person, quality = make_user(title="New colleague"), make_directorate(name="Quality")
    address = f"/admin/people/{person.pk}/"
    given = {"role": "contributor", "directorate": quality.pk, "reason": "Took over"}
    shown = text(office.post(f"{address}roles/give/", given, follow=True))
    assert "Contributor, Quality" in shown
    assert "Portal administrator: Took over" in shown
    assert "Role given: Contributor, Quality" in shown

    held = person.role_assignments.get()
    shown = text(office.post(f"{address}roles/{held.pk}/take/", {"reason": "Moved on"}, follow=True))
    assert "Role taken away: Contributor, Quality" in shown
    assert "from 8 July 2014 to 8 July 2014" in shown
    assert not person.role_assignments.exists()


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"role": "contributor"}, "directorate"),
        ({"role": "assurance", "directorate": True}, "directorate"),
        ({"role": "emperor"}, "role"),
        ({"role": "contributor", "directorate": "retired"}, "directorate"),
    ],
)
def test_a_role_that_will_not_do_is_refused_beside_its_field(
    office: Client, typed: dict[str, Any], field: str
) -> None:
    places = {True: make_directorate(), "retired": make_directorate(name="Dissolved")}
    places["retired"].retired_on = clock.today()
    places["retired"].save()
    if typed.get("directorate"):
        typed = typed | {"directorate": places[typed["directorate"]].pk}
    answer = office.post(f"/admin/people/{make_user().pk}/roles/give/", typed | {"reason": "Try"})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}


def test_nobody_gives_themselves_a_role(office: Client, administrator: User) -> None:
    address = f"/admin/people/{administrator.pk}/roles/give/"
    assert "Nobody gives themselves a role." in text(office.get(address))
    answer = office.post(address, {"role": "assurance", "reason": "I can"})
    assert answer.status_code == 409
    assert administrator.role_assignments.count() == 1


def test_the_last_administrator_s_role_stays(office: Client, administrator: User) -> None:
    held = administrator.role_assignments.get()
    address = f"/admin/people/{administrator.pk}/roles/{held.pk}/take/"
    assert office.post(address, {"reason": "Enough"}).status_code == 409

    make_user(role=Role.ADMINISTRATOR)
    assert office.post(address, {"reason": "Enough"}).status_code == 302
    assert office.get("/admin/").status_code == 403


def test_a_closed_administrator_does_not_count(administrator: User) -> None:
    other = make_user(role=Role.ADMINISTRATOR)
    User.objects.filter(pk=other.pk).update(is_active=False)
    with pytest.raises(Refused):
        actions.take_role(assignment=administrator.role_assignments.get(), changes={"reason": "x"}, by=other)


def test_an_administrator_of_the_demonstration_counts_only_there(
    administrator: User, settings: Settings
) -> None:
    other = make_user(role=Role.ADMINISTRATOR)
    User.objects.filter(pk=other.pk).update(is_demonstration=True)
    assert actions.other_administrators(administrator) == 0
    settings.PORTAL_DEMONSTRATION = True
    assert actions.other_administrators(administrator) == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_do_not_take_each_other_s_role_at_once() -> None:
    """Given two, when each takes the other's role at the same moment, then one of them is refused."""
    one, two = make_user(role=Role.ADMINISTRATOR), make_user(role=Role.ADMINISTRATOR)

    def take(holder: User, by: User) -> Callable[[], Any]:
        held = holder.role_assignments.select_related("user").get()
        return lambda: actions.take_role(assignment=held, changes={"reason": "Now"}, by=by)

    outcomes = both_at_once(take(one, two), take(two, one))
    assert Refused in outcomes
    assert RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).count() == 1


# Leavers --------------------------------------------------------------------------------------------------------------


def test_a_leaver_is_out_everywhere_at_once(office: Client) -> None:
    """Given a session and a link to set a password, when the account is closed, then neither is worth anything."""
    person = make_user(role=Role.CONTRIBUTOR, email="leaver@x.example")
    theirs = Client()
    theirs.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert theirs.get("/performance/").status_code == 200
    office.post(f"/admin/people/{person.pk}/password/")
    link = next(word for word in mail.outbox[0].body.split() if "/password/reset/key/" in word)

    answer = office.post(f"/admin/people/{person.pk}/close/", LEFT | {"version": "1"}, follow=True)

    assert "they left on 7 July 2014" in text(answer)
    assert "Role taken away: Contributor, Quality" in text(answer)
    assert theirs.get("/performance/").status_code == 302
    assert "_auth_user_id" not in sign_in(person.email).session
    assert "token_fail" in Client().get(link.split("testserver")[-1], follow=True).context
    person.refresh_from_db()
    assert (person.is_active, person.left_on, person.has_usable_password()) == (
        False,
        date(2014, 7, 7),
        False,
    )
    reasons = RoleAssignment.history.filter(user_id=person.pk, history_type="-")
    assert [row.history_change_reason for row in reasons] == ["Left on 7 July 2014: Left the organisation"]


def test_what_an_account_was_when_it_was_read_does_not_open_it_again(administrator: User) -> None:
    """Given a new password and a lost phone on their way, when the account is closed first, then it stays closed."""
    person = make_user(role=Role.CONTRIBUTOR)
    TOTP.activate(person, "JBSWY3DPEHPK3PXP")
    as_read, as_read_there = User.objects.get(pk=person.pk), User.objects.get(pk=person.pk)
    leaving = {"left_on": clock.today(), "reason": "Left"}
    actions.close_person(person=person, changes=leaving, by=administrator, expected_version=1)

    with pytest.raises(PermissionDenied):
        ClosedAccountAdapter().set_password(as_read, "seven herons over wet gravel")
    remove_second_factor(person=as_read_there, by=administrator, reason="Phone lost")

    person.refresh_from_db()
    assert (person.is_active, person.has_usable_password(), person.left_on) == (False, False, clock.today())


def test_invitations_end_with_the_right_to_invite(administrator: User) -> None:
    """Or somebody who leaves could come back by one to an address of their own."""
    leaver, other = (make_user(role=Role.ADMINISTRATOR) for _ in range(2))
    theirs = make_invitation(by=leaver, email="by-leaver@x.example")
    others = make_invitation(by=other, email="by-other@x.example")
    kept = make_invitation(by=administrator, email="kept@x.example")
    leaving = {"left_on": clock.today(), "reason": "Left"}
    actions.close_person(person=leaver, changes=leaving, by=administrator, expected_version=1)
    held = other.role_assignments.get()
    actions.take_role(assignment=held, changes={"reason": "Another post"}, by=administrator)
    for invitation in (theirs, others, kept):
        invitation.refresh_from_db()
    assert [theirs.works, others.works, kept.works] == [False, False, True]


def sign_in(email: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": email, "password": PASSWORD})
    return client


def test_an_account_is_not_closed_from_a_form_that_is_out_of_date(
    office: Client, administrator: User
) -> None:
    person = make_user(role=Role.CONTRIBUTOR, title="As opened", email="p@x.example")
    theirs = {"title": "Theirs", "email": "p@x.example", "reason": "First"}
    actions.change_person(person=person, changes=theirs, by=administrator, expected_version=1)
    answer = office.post(f"/admin/people/{person.pk}/close/", LEFT | {"version": "1"})
    assert answer.status_code == 409
    assert "Theirs" in text(answer)
    assert User.objects.get(pk=person.pk).is_active


def test_a_day_to_come_is_refused_beside_its_field(office: Client) -> None:
    answer = office.post(
        f"/admin/people/{make_user().pk}/close/", LEFT | {"left_on_day": "9", "version": "1"}
    )
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"left_on"}


def test_one_s_own_account_is_closed_by_another(office: Client, administrator: User) -> None:
    make_user(role=Role.ADMINISTRATOR)
    address = f"/admin/people/{administrator.pk}/close/"
    assert "Nobody closes their own account." in text(office.get(address))
    assert office.post(address, LEFT | {"version": "1"}).status_code == 409


def test_a_leaver_who_comes_back_begins_without_roles_and_password(
    office: Client, administrator: User
) -> None:
    person = make_user(role=Role.ASSURANCE, email="back@x.example")
    leaving = {"left_on": clock.today(), "reason": "Left"}
    closed = actions.close_person(person=person, changes=leaving, by=administrator, expected_version=1)
    address = f"/admin/people/{person.pk}/"
    refused = office.post(f"{address}roles/give/", {"role": "assurance", "reason": "Early"})
    assert refused.status_code == 409
    assert "This account is closed." in text(office.post(f"{address}password/", follow=True))
    assert mail.outbox == []

    back = {"reason": "Came back", "version": closed.version}
    assert "Account opened again." in text(office.post(f"{address}reopen/", back, follow=True))
    person = User.objects.get(pk=person.pk)
    assert (person.is_active, person.left_on, person.assignments) == (True, None, ())
    assert "_auth_user_id" not in sign_in(person.email).session
    assert "is on its way to back@x.example" in text(office.post(f"{address}password/", follow=True))
    assert len(mail.outbox) == 1


def test_sessions_are_seen_and_ended(office: Client, administrator: User) -> None:
    person = make_user(role=Role.FINANCE)
    theirs = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/128.0"})
    theirs.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    assert "Firefox 128 on Windows" in text(office.get(f"/admin/people/{person.pk}/"))

    office.post(f"/admin/people/{person.pk}/sessions/end/")
    assert theirs.get("/finance/").status_code == 302
    assert "Nowhere." in text(office.get(f"/admin/people/{person.pk}/"))
    office.post(f"/admin/people/{administrator.pk}/sessions/end/")
    assert office.get("/admin/").status_code == 200


def test_an_administrator_s_screen_that_was_left_on_asks_again(office: Client) -> None:
    with time_machine.travel(clock.wall_now() + timedelta(minutes=6)):
        answer = office.get("/admin/people/")
    assert answer.status_code == 302
    assert "reauthenticate" in answer.headers["Location"]


def test_a_leaver_is_forgotten_by_another_and_for_good(office: Client, administrator: User) -> None:
    person = make_user(role=Role.FINANCE, title="Ann Other", email="ann@x.example")
    address = f"/admin/people/{person.pk}/"
    assert "Close it first." in text(office.get(f"{address}forget/"))
    leaving = {"left_on": clock.today(), "reason": "Left"}
    actions.close_person(person=person, changes=leaving, by=administrator, expected_version=1)

    shown = text(office.post(f"{address}forget/", {"reason": "Asked for it"}, follow=True))
    assert f"Former member of staff {person.pk}" in shown
    assert "Ann Other" not in shown
    assert "ann@x.example" not in shown
    for page, typed in (("reopen", {}), ("edit", {"title": "Ann", "email": "a@x.example"})):
        again = office.post(f"{address}{page}/", typed | {"reason": "Why not", "version": "2"})
        assert again.status_code == 409


# The page -------------------------------------------------------------------------------------------------------------


def test_a_person_s_page_tells_who_added_them(administrator: User) -> None:
    person = trail.save(
        User(email="p@x.example", title="Added"), by=administrator, reason="Invited by e-mail"
    )
    page = build_person_page(person)
    assert page.added is not None
    assert page.added.by == "Portal administrator"
    assert [change.why for change in page.changes] == ["Invited by e-mail"]
    assert page.roles == page.earlier == ()
