"""Data-quality notes about one page's figures."""

from organisation.models import DataQualityNote


def notes_at(path: str) -> tuple[DataQualityNote, ...]:
    """The unresolved finance notes that lead to this page, each text once."""
    notes = DataQualityNote.objects.filter(
        area=DataQualityNote.Area.FINANCE, path=path, resolved_on__isnull=True
    )
    return tuple({note.text: note for note in notes}.values())
