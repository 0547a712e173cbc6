"""Rights: the quality contributor may, the service delivery contributor may not, the governing body may look."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from organisation.models import Quarter, QuarterState, User
from organisation.rights import (
    RIGHTS,
    Permission,
    Role,
    holds,
    require,
    roles_holding,
    scope_of,
)
from organisation.tests.builders import make_directorate, make_quarter, make_user

pytestmark = pytest.mark.django_db


def test_every_permission_stands_in_the_table_and_every_role_may_read() -> None:
    assert set(RIGHTS) == set(Permission)
    assert set(RIGHTS[Permission.VIEW]) == set(Role)


def test_own_means_the_directorate_of_the_role() -> None:
    quality, delivery = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    contributor = make_user(role=Role.CONTRIBUTOR, directorate=quality)

    assert holds(contributor, Permission.FILE_RETURNS)
    assert holds(contributor, Permission.FILE_RETURNS, quality)
    assert not holds(contributor, Permission.FILE_RETURNS, delivery)
    assert scope_of(contributor, Permission.FILE_RETURNS) == {quality.pk}


def test_all_means_every_directorate() -> None:
    assurance = make_user(role=Role.ASSURANCE)

    assert scope_of(assurance, Permission.VIEW_RETURNS) is None
    assert holds(assurance, Permission.VIEW_RETURNS, make_directorate())
    assert not holds(assurance, Permission.FILE_RETURNS)


def test_a_person_can_hold_several_roles() -> None:
    quality, delivery = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    person = make_user(role=Role.CONTRIBUTOR, directorate=quality)
    person.role_assignments.create(role=Role.APPROVER, directorate=delivery)
    person = User.objects.get(pk=person.pk)

    assert scope_of(person, Permission.FILE_RETURNS) == {quality.pk}
    assert scope_of(person, Permission.SIGN_OFF_RETURNS) == {delivery.pk}
    assert scope_of(person, Permission.VIEW_RETURNS) == {quality.pk, delivery.pk}


def test_a_closed_account_and_a_person_without_role_may_nothing() -> None:
    gone = make_user(role=Role.ASSURANCE)
    gone.is_active = False

    assert not any(holds(gone, permission) for permission in Permission)
    assert not any(holds(make_user(), permission) for permission in Permission)


def test_the_rules_library_gives_the_same_answers() -> None:
    quality, delivery = make_directorate(name="Quality"), make_directorate(name="Service Delivery")
    contributor = make_user(role=Role.CONTRIBUTOR, directorate=quality)

    assert contributor.has_perm("portal.file-returns", quality)
    assert not contributor.has_perm("portal.file-returns", delivery)
    assert not contributor.has_perm("portal.run-round")


def test_a_view_says_in_words_what_an_account_may_not() -> None:
    @require(Permission.RUN_ROUND)
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse("the round")

    request = HttpRequest()
    request.user = make_user(role=Role.GOVERNING_BODY)
    with pytest.raises(PermissionDenied, match="may not see who has returned, and lock a quarter"):
        page(request)
    request.user = make_user(role=Role.ASSURANCE)
    assert page(request).content == b"the round"


def test_it_says_which_roles_hold_a_permission() -> None:
    assert roles_holding(Permission.RUN_ROUND) == [Role.ASSURANCE]


def test_staff_see_open_quarters_and_the_governing_body_only_locked_ones() -> None:
    locked = make_quarter(slug="2013-14-Q4", state=QuarterState.REPORTED)
    is_open = make_quarter(slug="2014-15-Q1", state=QuarterState.OPEN)
    make_quarter(slug="2014-15-Q3", state=QuarterState.UPCOMING)

    assert list(Quarter.objects.visible_to(make_user(role=Role.GOVERNING_BODY))) == [locked]
    assert list(Quarter.objects.visible_to(make_user(role=Role.CONTRIBUTOR))) == [locked, is_open]
