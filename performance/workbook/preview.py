"""What a workbook would change: from what to what, cell by cell, and where somebody else was there meanwhile."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import QueryDict

from performance.models import FigureUpload
from performance.return_forms import RowForm
from performance.return_versions import Difference, RowVersions, apply_choices, differences, versions_of
from performance.returns import ReturnSheet
from performance.workbook.reading import ReadReturn


@dataclass(frozen=True)
class RowChange:
    """One KPI that will change, with what is kept as typed and should yet be looked at."""

    number: int
    name: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """`conflicts` are KPIs that somebody saved after the workbook was downloaded, and that the file changes too."""

    changes: tuple[RowChange, ...]
    conflicts: tuple[RowVersions, ...]
    unchanged: int
    absent: int
    gone: int

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.conflicts)


def payload_of(read: ReadReturn) -> dict[str, Any]:
    """What is kept of a workbook until it is applied."""
    return {"rows": [asdict(row) for row in read.rows], "unchanged": read.unchanged, "absent": read.absent}


def build_preview(upload: FigureUpload, sheet: ReturnSheet, posted: QueryDict | None = None) -> Preview:
    """The preview against what is stored now; `posted` are choices that were not complete."""
    data = data_of(upload.payload, posted)
    forms = list(_forms(sheet, data))
    clashing = [form for form in forms if is_conflict(form)]
    chosen = [form for form in forms if form.name("choosing") in data and form not in clashing]
    changes = [form for form in forms if form not in clashing and form not in chosen]
    rounded = {row["number"]: row.get("rounded", ()) for row in upload.payload["rows"]}
    return Preview(
        changes=tuple(_change(form, rounded[form.row.number]) for form in changes if form.says_something_new),
        conflicts=tuple(versions_of(form, complain=form in chosen) for form in (*clashing, *chosen)),
        unchanged=upload.payload["unchanged"] + sum(not form.says_something_new for form in changes),
        absent=upload.payload["absent"],
        gone=len(upload.payload["rows"]) - len(forms),
    )


def decided(upload: FigureUpload, sheet: ReturnSheet, posted: QueryDict) -> tuple[list[RowForm], bool]:
    """The forms to store, with what was chosen in place; and whether something is still to be chosen."""
    chosen, still_open = apply_choices(sheet, data_of(upload.payload, posted))
    forms = list(_forms(sheet, chosen))
    is_open = bool(still_open) or any(is_conflict(form) for form in forms)
    return [form for form in forms if form.says_something_new], is_open


def is_conflict(form: RowForm) -> bool:
    """Saved by somebody after the workbook was downloaded, and saying something else than the file."""
    return form.seen_version != form.row.version and bool(differences(form))


def data_of(payload: Mapping[str, Any], posted: QueryDict | None = None) -> QueryDict:
    """The file's texts as the return's page would send them, with the choices that were made on the preview.

    A choice was made against what was stored then, which the preview names; what the file began with stays.
    """
    data = QueryDict(mutable=True)
    for row in payload["rows"]:
        data.update({f"k{row['number']}-{key}": text for key, text in row["texts"].items()})
        data[f"k{row['number']}-seen"] = data[f"k{row['number']}-opened"] = row["seen"]
        for name, text in (posted or {}).items():
            if name.startswith(
                (f"k{row['number']}-pick-", f"k{row['number']}-choosing", f"k{row['number']}-seen")
            ):
                data[name] = text
    return data


def _forms(sheet: ReturnSheet, data: QueryDict) -> Iterator[RowForm]:
    return (form for row in sheet.due_rows if (form := RowForm(row, data)).is_posted)


def _change(form: RowForm, rounded: Iterable[str]) -> RowChange:
    notes = (*form.notes, *(f"{figure}, rounded as Excel shows it." for figure in rounded))
    return RowChange(form.row.number, form.row.kpi.name, differences(form), notes)
