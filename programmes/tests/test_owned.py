"""What people answer for by their role title, however it was typed."""

import pytest

from organisation.tests.builders import make_user
from programmes.owned import owned
from programmes.tests.builders import make_risk

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("owner", "is_theirs"),
    [
        ("Head of quality (A&E)", True),
        ("head of Quality  (A&E) ", True),
        ("Deputy head of quality (A&E)", False),
        ("Head of quality", False),
        ("Head of quality AAE", False),
        ("", False),
    ],
)
def test_capitals_and_spaces_make_no_other_role(owner: str, is_theirs: bool) -> None:
    risk = make_risk(owner=owner)

    assert [each.url for each in owned(make_user(title="Head of  quality (A&E)"))] == (
        [risk.get_absolute_url()] if is_theirs else []
    )


def test_an_account_without_a_title_is_nobodys_namesake() -> None:
    make_risk(owner="")

    assert list(owned(make_user(title=""))) == []
