"""Files of figures that nobody applied: who left them, when they expire, and that what they said is forgotten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from core import clock
from organisation.rights import Role
from organisation.tests.builders import make_quarter
from performance.models import FigureUpload, UploadState
from performance.tasks import expire_uploads
from performance.tests.builders import make_kpi
from performance.tests.people import Person, words

pytestmark = pytest.mark.django_db

HISTORY = "/performance/history/"
WORKBOOK = "/returns/2014-15-Q1/quality/workbook/send/"


@pytest.fixture
def office() -> Person:
    make_kpi(name="Visits", number=18, active_from=date(2010, 4, 1))
    return Person(Role.ASSURANCE, title="Assurance")


def send(office: Person, figure: int = 5) -> FigureUpload:
    """A file that was checked and waits."""
    content = f"kpi,period,figure\n18,2012/13 Q1,{figure}\n".encode()
    office.client.post(HISTORY, {"file": SimpleUploadedFile("history.csv", content)})
    return FigureUpload.objects.latest("pk")


def apply(office: Person, upload: FigureUpload) -> None:
    office.open(upload.get_absolute_url())
    office.save(url=f"{HISTORY}{upload.pk}/apply/")


def test_who_discards_a_file_is_kept_and_what_it_said_is_not(office: Person) -> None:
    upload = send(office)
    colleague = Person(Role.ASSURANCE, title="Planning officer")

    colleague.save(url=f"{HISTORY}{upload.pk}/discard/")

    upload.refresh_from_db()
    assert (upload.state, upload.payload) == (UploadState.DISCARDED, {"chosen": ""})
    assert (upload.discarded_by, upload.uploaded_by) == (colleague.user, office.user)
    assert timezone.localtime(upload.discarded_at).date() == clock.today()


def test_what_an_applied_file_said_is_in_the_figures_and_nowhere_else(office: Person) -> None:
    upload = send(office)
    apply(office, upload)
    upload.refresh_from_db()
    assert upload.is_applied
    assert "rows" not in upload.payload
    office.client.post(f"{HISTORY}{upload.pk}/discard/")
    upload.refresh_from_db()
    assert upload.is_applied


def test_each_night_the_files_that_waited_too_long_are_forgotten(office: Person) -> None:
    late, applied, waiting = (send(office, figure) for figure in (5, 6, 7))
    apply(office, applied)
    a_moment_ago = clock.now() - timedelta(seconds=1)
    FigureUpload.objects.filter(pk__in=[late.pk, applied.pk]).update(expires_at=a_moment_ago)

    expire_uploads()
    expire_uploads()

    states = {upload.pk: upload for upload in FigureUpload.objects.all()}
    assert (states[late.pk].state, "rows" in states[late.pk].payload) == (UploadState.EXPIRED, False)
    assert states[applied.pk].is_applied
    assert states[waiting.pk].is_waiting
    assert len(states[waiting.pk].payload["rows"]) == 1
    assert "Waited too long" in words(office.open(HISTORY))
    assert office.client.get(late.get_absolute_url()).status_code == 404


def test_the_sweep_is_in_the_schedule(settings: Any) -> None:
    tasks = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert expire_uploads.name in tasks


@pytest.mark.parametrize(
    ("role", "url", "name"),
    [(Role.ASSURANCE, HISTORY, "history.csv"), (Role.CONTRIBUTOR, WORKBOOK, "return.xlsx")],
)
def test_a_file_beyond_the_limit_is_refused_before_it_is_read(
    role: Role, url: str, name: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PORTAL_UPLOAD_LIMIT, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000, 0
    make_quarter(slug="2014-15-Q1")
    make_kpi()
    read = []
    monkeypatch.setattr(TemporaryUploadedFile, "read", lambda self, *size: read.append(size), raising=False)

    answer = Person(role).client.post(url, {"file": SimpleUploadedFile(name, b"x" * 1_000_001)})

    assert answer.status_code == 422
    assert f"“{name}” is larger than 1 MB." in words(answer.content.decode())
    assert not read
