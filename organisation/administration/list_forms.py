"""The forms of the lists: a few fields each, and why something is changed."""

from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError

from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import FigureField, PortalForm, PortalModelForm
from organisation.administration.forms import reason_field
from organisation.keeping import offer_those_in_use
from organisation.models import (
    AssuranceFramework,
    Cluster,
    Directorate,
    FrameworkComponent,
    Locality,
    Organisation,
    PartnerOrganisation,
    StrategicAim,
    Team,
)

MOST_PEOPLE = 100_000_000
PLACE = "Lists are in this order: 1 stands first."


class RecordForm(VersionedForm, PortalModelForm):
    """A form over one record of a list. Retired records are offered only where they are chosen already."""

    reason = reason_field("Why it is changed", "It stands in the history.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.fields["reason"].required = False
            self.fields["reason"].label = "Why it is added"
        offer_those_in_use(self)


class DirectorateForm(RecordForm):
    class Meta:
        model = Directorate
        fields: ClassVar[list[str]] = ["name", "order"]
        labels: ClassVar[dict[str, str]] = {"order": "Place"}
        help_texts: ClassVar[dict[str, str]] = {"order": PLACE}


class TeamForm(RecordForm):
    class Meta:
        model = Team
        fields: ClassVar[list[str]] = ["name", "directorate", "order"]
        labels: ClassVar[dict[str, str]] = {"order": "Place within its directorate"}
        help_texts: ClassVar[dict[str, str]] = {"order": PLACE}


class PartnerForm(RecordForm):
    class Meta:
        model = PartnerOrganisation
        fields: ClassVar[list[str]] = ["name", "short_name", "kind", "code"]


class LocalityForm(RecordForm):
    class Meta:
        model = Locality
        fields: ClassVar[list[str]] = ["name", "cluster"]


class ClusterForm(RecordForm):
    class Meta:
        model = Cluster
        fields: ClassVar[list[str]] = ["name"]


class AimForm(RecordForm):
    class Meta:
        model = StrategicAim
        fields: ClassVar[list[str]] = ["text", "order"]
        labels: ClassVar[dict[str, str]] = {"text": "Aim", "order": "Place"}
        help_texts: ClassVar[dict[str, str]] = {"order": PLACE}
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "order": {"unique": "Another aim stands in this place."}
        }


class FrameworkForm(RecordForm):
    class Meta:
        model = AssuranceFramework
        fields: ClassVar[list[str]] = ["name", "component_word", "first_year", "last_year", "note", "source"]


class ComponentForm(RecordForm):
    """`?framework=` chooses the framework beforehand."""

    class Meta:
        model = FrameworkComponent
        fields: ClassVar[list[str]] = ["framework", "number", "name", "note", "source"]


class OrganisationForm(RecordForm):
    registered_population = FigureField(
        label="People registered", kind=MeasureKind.COUNT, help_text="For figures per head: 749,179."
    )

    class Meta:
        model = Organisation
        fields: ClassVar[list[str]] = [
            "name",
            "short_name",
            "portal_name",
            "report_name",
            "governing_body_name",
            "registered_population",
            "population_note",
        ]
        labels: ClassVar[dict[str, str]] = {
            "governing_body_name": "What its governing body is called",
            "population_note": "How and when they were counted",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "population_note": "Printed beside every figure per head: “Registered population, 2013/14”.",
        }

    def clean_registered_population(self) -> int:
        count: Decimal = self.cleaned_data["registered_population"]
        if count != count.to_integral_value() or not 1 <= count <= MOST_PEOPLE:
            raise ValidationError("Type a whole number of people, like 749,179.", code="invalid")
        return int(count)


class RetireForm(VersionedForm, PortalForm):
    submit = "Retire it"

    reason = reason_field("Why it is retired")


class RestoreForm(VersionedForm, PortalForm):
    submit = "Use it again"

    reason = reason_field("Why it is used again")
