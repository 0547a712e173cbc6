"""What is stored of a publication outlives releases, damage and a database that was restored."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from assurance import pack as packs
from assurance import store, upkeep
from assurance.models import Publication, PublishedFile, Report, Snapshot
from assurance.publishing import actions, files, known, reading
from assurance.renditions import data
from assurance.tests.builders_publishing import make_correction, make_published, make_ready
from assurance.tests.pack_builders import make_pack
from core import release
from core.refusals import Refused
from organisation.models import Quarter
from organisation.tests.builders import make_organisation

pytestmark = pytest.mark.django_db

REPORT = "/published/2013-14-Q4/governing-body/v1/"
READ = f"{REPORT}read/"
YEAR, THEN_AND_NOW = "/published/2013-14/", "/published/2013-14-Q4/then-and-now/"


@pytest.fixture(autouse=True)
def organisation(db: None) -> None:
    make_organisation()


@pytest.fixture
def published() -> Publication:
    return make_published(with_workbook=True)


def body(client: Client, path: str) -> str:
    response: Any = client.get(path)
    assert response.status_code == 200, path
    content: bytes = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


# A later release


def test_what_is_published_is_read_whatever_became_of_packs(published: Publication, client: Client) -> None:
    """A release whose packs have another shape cannot read the snapshot any more; the public does not notice."""
    before = [body(client, path) for path in (READ, THEN_AND_NOW, YEAR)]
    Snapshot.every.update(schema=packs.SCHEMA - 1)

    assert [body(client, path) for path in (READ, THEN_AND_NOW, YEAR)] == before


def test_the_page_stays_as_it_was_drawn(
    published: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = body(client, READ)
    monkeypatch.setattr(files, "drawn", lambda *template, **values: pytest.fail("drawn anew"))

    assert body(client, READ) == before


def test_facts_of_a_shape_that_is_not_read_any_more_are_named(
    published: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "SHAPE", known.SHAPE + 1)

    for path in (YEAR, THEN_AND_NOW):
        page = body(client, path)
        assert "Not compared here" in page
        assert "version 1, 8 July 2014</a>" in page


def test_facts_come_back_as_they_were_kept() -> None:
    facts = known.known_of(make_pack())

    assert facts.kpis
    assert facts.others
    assert known.from_json(known.to_json(facts)) == facts


# Damage


def test_a_page_or_facts_that_are_damaged_are_given_to_nobody(published: Publication, client: Client) -> None:
    for file in published.files.all():
        store.keep(file.file, b"something else")

    assert client.get(READ).status_code == 503
    assert "Not compared here" in body(client, THEN_AND_NOW)


@pytest.mark.parametrize("form", PublishedFile.Format.values)
def test_each_night_a_damaged_file_is_made_again_as_it_was(form: str, published: Publication) -> None:
    file = published.files.get(format=form)
    store.keep(file.file, b"something else")

    assert upkeep.check_files() == 0

    with files.open_file(file) as content:
        assert content.read()


def test_another_file_does_not_take_its_place(
    published: Publication, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The portal has changed since, and would make other data of the snapshot."""
    store.keep(published.files.get(format="json").file, b"something else")
    monkeypatch.setattr(data, "as_json", lambda contents: b"{}")

    assert upkeep.check_files() == 1
    assert "Quarterly assurance report, 2013/14 Q4, version 1: JSON" in caplog.text
    assert "bring it back from the backup" in caplog.text
    with pytest.raises(store.Damaged):
        files.open_file(published.files.get(format="json"))


def test_a_snapshot_that_cannot_be_read_makes_nothing_again(published: Publication) -> None:
    store.keep(published.files.get(format="xlsx").file, b"something else")
    Snapshot.every.update(schema=packs.SCHEMA - 1)

    assert upkeep.check_files() == 1


def test_a_disk_that_refuses_does_not_end_the_nightly_look(
    published: Publication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse_to_write(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    store.keep(published.files.get(format="json").file, b"something else")
    monkeypatch.setattr(store, "keep", refuse_to_write)

    assert upkeep.check_files() == 1


def test_files_are_named_by_what_they_hold(published: Publication) -> None:
    """So that a database brought back to an earlier day, which counts its rows anew, writes over no other file."""
    for file in published.files.all():
        assert str(published.pk) not in file.file.split("/")
        assert file.sha256[:16] in file.file


def test_data_other_than_those_in_the_pdf_are_not_published() -> None:
    """The portal changed after the report was made: its PDF would say one thing, and its data another."""
    with pytest.raises(Refused, match="other data than its PDF carries"):
        make_published(make_ready(data_sha256="0" * 64))


def test_the_data_in_the_pdf_are_published(published: Publication) -> None:
    same = published.files.get(format="json").sha256
    actions.withdraw(publication=published, by=published.published_by, reason="Too early.")
    Report.objects.update(data_sha256=same)

    again = make_published(Report.objects.get())

    assert again.files.get(format="json").sha256 == same


# What a page costs


@pytest.mark.parametrize("path", [YEAR, THEN_AND_NOW])
def test_who_has_the_page_is_answered_before_anything_is_read(
    path: str, published: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    etag = client.get(path)["ETag"]
    monkeypatch.setattr(reading, "read_published", refuse)

    answer = client.get(f"{path}?x=1", headers={"if-none-match": etag})

    assert (answer.status_code, answer["ETag"]) == (304, etag)
    assert answer["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", [YEAR, THEN_AND_NOW])
def test_whatever_is_published_withdrawn_or_released_makes_it_another_page(
    path: str, published: Publication, client: Client
) -> None:
    tags = [client.get(path)["ETag"]]
    correction = make_correction(published)
    tags.append(client.get(path)["ETag"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "mark", lambda: "the next release")
        tags.append(client.get(path)["ETag"])
    Publication.objects.filter(pk=correction.pk).update(
        state="withdrawn",
        ended_at=correction.published_at,
        ended_by=correction.published_by,
        end_reason="Wrong.",
    )
    tags.append(client.get(path)["ETag"])

    assert len(set(tags)) == 4


@pytest.mark.parametrize("path", [YEAR, THEN_AND_NOW, READ])
def test_no_public_page_opens_a_pack(
    path: str, published: Publication, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack takes a second to check, read and lay out, and anybody may ask for these pages as often as they like."""
    for module in (
        "assurance.report_source.read",
        "assurance.report_contents.build",
        "assurance.pack.digest",
    ):
        monkeypatch.setattr(module, refuse)

    assert "2013/14" in body(client, path)


def test_the_facts_are_few(published: Publication) -> None:
    """Of each figure what is compared, and nothing that a report says around it."""
    facts = published.files.get(format="facts")
    quarter = Quarter.objects.get(pk=published.quarter_id)
    snapshot = quarter.snapshots.get()

    assert facts.size < len(packs.canonical(snapshot.pack)) / 2


def refuse(*arguments: object, **more: object) -> Callable[..., None]:
    raise AssertionError("nothing of this is needed")
