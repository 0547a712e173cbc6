"""The seven-step record of a project as one form."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from core.earlier import parts_at
from core.editing import VersionedForm
from core.forms import PortalForm, in_parts, prepare
from engagement.actions import STEP_FIELDS, number_of
from engagement.forms import not_in_the_future
from engagement.models import ProjectRecord, ProjectStep, Step
from programmes.models import PriorityProject

State = ProjectStep.State


@dataclass(frozen=True)
class StepFields:
    """One step with the inputs for it."""

    number: int
    name: str
    state: BoundField
    done_on: BoundField
    note: BoundField


class StepsForm(VersionedForm, PortalForm):
    """Whether the project changes services and, if so, what was done in each of the seven steps."""

    submit = "Save the record"

    changes_services = forms.ChoiceField(
        label="Does the project change services?",
        choices=ProjectRecord.ChangesServices.choices,
        widget=forms.RadioSelect,
        help_text="A project that changes services carries the record of all seven steps.",
    )

    def __init__(self, *args: Any, project: PriorityProject, **kwargs: Any) -> None:
        self.project = project
        super().__init__(*args, **kwargs)
        values = self.values_of(self.record)
        self.fields["changes_services"].initial = values["changes_services"]
        for step in Step:
            self._add(step, values)

    def _add(self, step: Step, values: dict[str, Any]) -> None:
        number, name = number_of(step), step.label
        fields: dict[str, forms.Field] = {
            "state": forms.ChoiceField(label=f"{name}: state", choices=State.choices),
            "done_on": forms.DateField(
                label=f"{name}: done on", required=False, validators=[not_in_the_future]
            ),
            "note": forms.CharField(
                label=f"{name}: what was done, or why it is not needed",
                required=False,
                widget=forms.Textarea(attrs={"rows": "2"}),
            ),
        }
        for what, field in fields.items():
            field.initial = values[f"{what}_{number}"]
            self.fields[f"{what}_{number}"] = field = in_parts(field)
            prepare(field, f"{what}_{number}")

    @property
    def rows(self) -> Iterator[StepFields]:
        for step in Step:
            number = number_of(step)
            bound = (self[f"{what}_{number}"] for what in STEP_FIELDS)
            yield StepFields(number, str(step.label), *bound)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for step in Step:
            number, name = number_of(step), step.label
            state = cleaned.get(f"state_{number}")
            if state == State.NOT_NEEDED and not cleaned.get(f"note_{number}"):
                self.add_error(f"note_{number}", f"{name}: say why it is not needed.")
            if cleaned.get(f"done_on_{number}") and state != State.DONE:
                self.add_error(f"state_{number}", f"{name}: a step with a day is done.")
        return cleaned

    def values_of(self, record: Any) -> dict[str, Any]:
        """The record as it stands or, of a row of its history, as it stood; None is a project without one."""
        steps = self._steps_of(record)
        held = {row.step: row for row in steps}
        empty = ProjectStep()
        values: dict[str, Any] = {
            "changes_services": record.changes_services
            if record
            else ProjectRecord.ChangesServices.NOT_RECORDED.value
        }
        for step in Step:
            row = held.get(step.value, empty)
            values |= {f"{what}_{number_of(step)}": getattr(row, what) for what in STEP_FIELDS}
        return values

    def _steps_of(self, record: Any) -> list[Any]:
        if record is None or isinstance(record, ProjectRecord):
            return list(self.project.engagement_steps.all())
        history = ProjectStep.history.filter(project_id=self.project.pk)
        return parts_at(record.version, history)
