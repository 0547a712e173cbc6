"""What serves as evidence for the components of an assurance framework: which can be chosen, and what is chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db import transaction
from django.db.models import Model, Q, QuerySet

from core import clock, periods, trail
from core.forms import prepare
from core.provenance import Provenance
from organisation.models import AssuranceFramework, Evidence, FrameworkComponent, User

FIELD = "components"
"""The name of the field in every form in which evidence is chosen."""


@transaction.atomic
def set_evidence(*, record: Any, components: Iterable[FrameworkComponent], by: User | None) -> None:
    """Make these the components for which a KPI, risk or project is evidence. A link that stays is left as it is."""
    links: dict[int, Evidence] = {link.component_id: link for link in record.evidence.all()}
    wanted = {component.pk: component for component in components}
    for key, link in links.items():
        if key not in wanted:
            trail.delete(link, by=by, reason="No longer evidence")
    for key, component in wanted.items():
        if key not in links:
            link = record.evidence.model(component=component, provenance=Provenance.RETURNED)
            setattr(link, record.evidence.field.name, record)
            trail.save(link, by=by, reason="Serves as evidence")


def components_to_choose(record: Model | None) -> QuerySet[FrameworkComponent]:
    """Those of the frameworks in force today, and of earlier ones what the record is evidence for already."""
    today = periods.FinancialYear.containing(clock.today())
    offered = Q(framework__in=AssuranceFramework.objects.in_force(today))
    if record is not None and record.pk:
        offered |= Q(pk__in=record.evidence.values("component"))  # type: ignore[attr-defined]
    return FrameworkComponent.objects.filter(offered).select_related("framework")


class ComponentsField(forms.ModelMultipleChoiceField):
    """The components as boxes to tick; those of a framework that is not in force say which it is."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, *, in_force: Iterable[AssuranceFramework], **options: Any) -> None:
        self.in_force = {framework.pk for framework in in_force}
        super().__init__(**options)

    def label_from_instance(self, obj: FrameworkComponent) -> str:
        named = "" if obj.framework_id in self.in_force else f" ({obj.framework})"
        return f"{obj.framework.component_word.capitalize()} {obj}{named}"


def components_field(record: Model | None) -> ComponentsField:
    """The field for a form over a KPI, a risk or a project, with what is chosen already."""
    in_force = list(AssuranceFramework.objects.in_force(periods.FinancialYear.containing(clock.today())))
    names = ", ".join(framework.name for framework in in_force)
    field = ComponentsField(
        in_force=in_force,
        queryset=components_to_choose(record),
        required=False,
        label="Serves as evidence for",
        help_text=f"{names}. Tick all that it shows." if in_force else "No assurance framework is in force.",
        initial=list(chosen_components(record)),
    )
    prepare(field, FIELD)
    return field


def evidence_of(record: Any) -> list[FrameworkComponent]:
    """What a record is evidence for, with the frameworks, for its page (one query)."""
    return list(record.components.select_related("framework"))


def chosen_components(record: Any) -> Iterable[FrameworkComponent]:
    """What a record is evidence for; a new one is none for anything yet."""
    return record.components.all() if record is not None and record.pk else ()
