"""Outside the demonstration the data set comes without its accounts."""

from io import StringIO

import pytest
from django.core.management import call_command

from assurance.dorset import organisation
from assurance.management.commands import load_dorset
from organisation.models import Directorate, RoleAssignment, User

pytestmark = pytest.mark.django_db


def test_accounts_are_left_out_and_the_command_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_dorset, "PARTS", (("Organisation", organisation.load),))
    output = StringIO()

    call_command("load_dorset", stdout=output)

    assert Directorate.objects.count() == 4
    assert not User.objects.exists()
    assert not RoleAssignment.objects.exists()
    assert "Demonstration accounts were left out" in output.getvalue()


def test_it_can_be_quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load_dorset, "PARTS", (("Organisation", organisation.load),))
    output = StringIO()

    call_command("load_dorset", stdout=output, verbosity=0)

    assert output.getvalue() == ""


def test_all_of_it_or_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> int:
        raise ValueError("a file is damaged")

    monkeypatch.setattr(load_dorset, "PARTS", (("Organisation", organisation.load), ("Broken", broken)))

    with pytest.raises(ValueError, match="damaged"):
        call_command("load_dorset", verbosity=0)
    assert not Directorate.objects.exists()
