"""The form of a KPI's place in the assurance frameworks."""

from typing import Any

from core.editing import VersionedForm
from core.forms import PortalForm
from organisation.evidence import FIELD, chosen_components, components_field
from performance.models import KPI


class KPIEvidenceForm(VersionedForm, PortalForm):
    """The components that a KPI serves as evidence for."""

    submit = "Save"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[FIELD] = components_field(self.record)
        self.fields["version"].initial = self.record.version

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row does not know what the KPI was evidence for: each link has its own history."""
        return {FIELD: list(chosen_components(record))} if isinstance(record, KPI) else {}
