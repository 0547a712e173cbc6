"""The chain over the trail: whole while only the portal writes, and broken where somebody else did."""

import json
import threading
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from core import chain, clock, trail
from core.chain_check import verify
from core.events import AppendOnlyQuerySet
from core.models import Event, EventKind, LastDone, Link, SealedColumns

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Any:
    """Somebody with four rows of history, and five events; sealed: nine links and more."""
    person = get_user_model().objects.create_user("quality@dorset.example", title="Contributor")
    for title in ("Approver", "Director", "Contributor"):
        person.title = title
        trail.save(person, by=None, reason="A new post")
    for number in range(5):
        trail.note(EventKind.EXPORTED, f"{number} rows as CSV", by=person, name="Risks")
    return person


def by_sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def broken() -> str:
    return str(verify().broken)


def test_nothing_is_a_whole_chain() -> None:
    assert verify().is_whole
    assert chain.seal() == 0


def test_what_was_saved_is_sealed_once_and_whole(person: Any) -> None:
    assert verify().unsealed == 9
    assert chain.seal() == 9
    assert chain.seal() == 0
    verdict = verify()
    assert (verdict.is_whole, verdict.links, verdict.unsealed) == (True, 9, 0)
    assert verdict.head == Link.objects.get(number=9).hash


def test_what_comes_later_goes_on_from_the_last_link(person: Any) -> None:
    """Who locks a quarter seals so many rows at most; that the trail is sealed is noted once the rest is, too."""
    past = clock.wall_now() - timedelta(hours=1)
    LastDone.objects.create(what=LastDone.SEALED, at=past)
    assert [chain.seal(at_most=most) for most in (4, 2)] == [4, 2]
    assert LastDone.objects.get(pk=LastDone.SEALED).at == past
    assert chain.seal() == 3
    assert LastDone.objects.get(pk=LastDone.SEALED).at > past
    trail.note(EventKind.LOCKED, "Locked", by=person)
    assert chain.seal() == 1
    assert verify().is_whole


def test_a_row_that_was_committed_after_a_later_one_is_sealed_as_well(person: Any) -> None:
    late = trail.note(EventKind.LOCKED, "Locked", by=person)
    later = trail.note(EventKind.REOPENED, "Reopened", by=person)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "_unsealed", lambda model: model.objects.filter(pk=later.pk))
        chain._seal_some(Event)
    assert chain.seal() > 0
    assert Link.objects.filter(table="core_event", row=late.pk).exists()
    assert verify().is_whole


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        (
            "UPDATE core_event SET sentence = 'Nothing' WHERE id = %s",
            "The row was changed after it was sealed",
        ),
        ("DELETE FROM core_event WHERE id = %s", "The row that was sealed has been deleted"),
    ],
)
def test_a_row_changed_or_deleted_behind_the_portals_back_is_named(
    person: Any, statement: str, said: str
) -> None:
    chain.seal()
    event = Event.objects.order_by("pk")[2]
    by_sql(statement, event.pk)
    assert broken() == f"Link 3 (Event, row {event.pk}): {said}."


def test_a_changed_line_of_history_is_named_with_its_record(person: Any) -> None:
    chain.seal()
    row = person.history.order_by("history_id")[1]
    by_sql("UPDATE organisation_historicaluser SET history_change_reason = 'x' WHERE history_id = %s", row.pk)
    said = f"History of person {person.pk}, row {row.pk}): The row was changed after it was sealed."
    assert broken().endswith(said)


def test_the_last_link_cannot_be_taken_away_unseen(person: Any) -> None:
    chain.seal()
    by_sql("DELETE FROM core_link WHERE number = 9")
    assert broken() == "Link 9: It is missing: the chain was sealed up to 9, and ends at 8."


def test_a_link_from_the_middle_cannot_either(person: Any) -> None:
    chain.seal()
    by_sql("DELETE FROM core_link WHERE number = 4")
    assert broken() == "Link 4: It is missing: after 3 comes 5."


def test_links_cannot_change_places(person: Any) -> None:
    chain.seal()
    for number, other in ((4, 104), (5, 4), (104, 5)):
        by_sql("UPDATE core_link SET number = %s WHERE number = %s", other, number)
    assert broken().startswith("Link 4 (Event, row ")
    assert broken().endswith("It was changed or moved: its hash does not follow from the link before.")


def test_a_row_that_slips_in_below_sealed_ones_is_named(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    chain.seal()
    lowest = Event.objects.order_by("pk")[0].pk
    monkeypatch.setattr("core.chain.LATE", 2)
    by_sql("CREATE TEMPORARY TABLE copied AS SELECT * FROM core_event WHERE id = %s", lowest)
    by_sql("UPDATE copied SET id = -5")
    by_sql("INSERT INTO core_event SELECT * FROM copied")
    assert broken() == "Event, row -5: It stands below sealed rows and was never sealed itself."


def test_a_column_that_is_added_later_breaks_no_older_seal(person: Any) -> None:
    chain.seal()
    by_sql("SET CONSTRAINTS ALL IMMEDIATE")
    by_sql("ALTER TABLE core_event ADD COLUMN added integer DEFAULT 7")
    assert verify().is_whole


def test_what_may_be_forgotten_is_not_sealed(person: Any) -> None:
    chain.seal()
    by_sql("UPDATE organisation_historicaluser SET email = 'former-1@invalid'")
    assert verify().is_whole
    said = SealedColumns.objects.get(table="organisation_historicaluser").columns
    assert "email" not in said
    assert "history_user_id" in said


def test_the_command_says_it_and_its_exit_code_too(person: Any) -> None:
    def said(*arguments: str) -> str:
        output = StringIO()
        call_command("verify_trail", *arguments, stdout=output)
        return output.getvalue()

    assert "0 rows sealed, 9 not sealed yet" in said()
    assert json.loads(said("--seal", "--json"))["links"] == 9
    by_sql("DELETE FROM core_link WHERE number = 2")
    with pytest.raises(CommandError, match="Link 2: It is missing"):
        said()


@pytest.mark.django_db(transaction=True)
def test_of_two_that_seal_at_the_same_moment_one_leaves_it_to_the_other(person: Any) -> None:
    sealed: list[int] = []

    def other() -> None:
        sealed.append(chain.seal())
        connection.close()

    with transaction.atomic():
        assert chain._my_turn()
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert sealed == [0]
    assert not LastDone.objects.filter(pk=LastDone.SEALED).exists(), "who found no turn has sealed nothing"
    assert chain.seal() == 9
    assert LastDone.objects.filter(pk=LastDone.SEALED).exists()
    assert verify().is_whole


def test_how_far_it_was_sealed_is_noted(person: Any) -> None:
    chain.seal()
    noted = LastDone.objects.get(pk=LastDone.SEALED)
    assert noted.note == f"9 {verify().head}"
    assert clock.wall_now() >= noted.at
    assert issubclass(type(Link.objects.all()), AppendOnlyQuerySet)
