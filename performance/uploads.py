"""Files of figures that nobody applied: left by somebody, or by everybody until they expired."""

from django.db import transaction

from core import clock
from organisation.models import User
from performance.models import FigureUpload, UploadState


@transaction.atomic
def discard_upload(*, upload: FigureUpload, by: User) -> None:
    """Leave a file that was checked: what it says is forgotten. One that was applied stays as it is."""
    held = FigureUpload.objects.select_for_update().get(pk=upload.pk)
    if held.state == UploadState.CHECKED:
        held.settle(UploadState.DISCARDED)
        held.discarded_by, held.discarded_at = by, clock.now()
        held.save()


@transaction.atomic
def expire_uploads() -> int:
    """Forget what files said that waited too long; how many there were. One that is being applied is passed over."""
    overdue = FigureUpload.objects.overdue().select_for_update(skip_locked=True)
    count = 0
    for upload in overdue:
        upload.settle(UploadState.EXPIRED)
        upload.save()
        count += 1
    return count
