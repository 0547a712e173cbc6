"""The field for a spreadsheet that somebody sends: its size is looked at before a byte of it is read."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from core.spreadsheets import too_large


class SpreadsheetField(forms.FileField):
    """A file of at most PORTAL_UPLOAD_LIMIT bytes; what kind it is, its content decides (core/spreadsheets.py)."""

    def __init__(self, *, accept: str, **options: Any) -> None:
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        if isinstance(data, UploadedFile) and (data.size or 0) > settings.PORTAL_UPLOAD_LIMIT:
            raise forms.ValidationError(too_large(data.name or ""), code="too_large")
        return super().clean(data, initial)
