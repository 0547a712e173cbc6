"""The lists that administrators keep, each with its form and the columns in which it is shown.

All of them are kept the same way: added, changed, put in order, retired while nothing that goes on needs them, and
removed only when nothing ever pointed to them. One table says what differs.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Model, QuerySet

from organisation.administration import list_forms
from organisation.keeping import Kept
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

Cell = Callable[[Any], object]


@dataclass(frozen=True)
class Kind:
    """One list. `columns` stand beside the record's name; `related` is fetched with it."""

    slug: str
    model: type[Model]
    form: type[list_forms.RecordForm]
    one: str
    many: str
    purpose: str
    columns: tuple[tuple[str, Cell], ...] = ()
    related: tuple[str, ...] = ()
    parts: tuple[str, str] | None = None
    """The list of what belongs to a record of this one, and the field by which it does."""
    is_single: bool = False

    @property
    def retires(self) -> bool:
        return issubclass(self.model, Kept)

    @property
    def is_removable(self) -> bool:
        return not self.is_single


_LISTS = (
    Kind(
        "directorates",
        Directorate,
        list_forms.DirectorateForm,
        "directorate",
        "directorates",
        "They file returns; contributors, approvers and directors belong to one.",
        (("Place", lambda each: each.order),),
        parts=("teams", "directorate"),
    ),
    Kind(
        "teams",
        Team,
        list_forms.TeamForm,
        "team",
        "teams",
        "They own KPIs, and stand as headings in returns and reports.",
        (("Directorate", lambda each: each.directorate), ("Place", lambda each: each.order)),
        ("directorate",),
    ),
    Kind(
        "partners",
        PartnerOrganisation,
        list_forms.PartnerForm,
        "partner organisation",
        "partner organisations",
        "Providers, councils and NHS bodies that programmes, funds and activities name.",
        (
            ("Short name", lambda each: each.short_name),
            ("Kind", lambda each: each.get_kind_display()),
            ("Code", lambda each: each.code),
        ),
    ),
    Kind(
        "localities",
        Locality,
        list_forms.LocalityForm,
        "locality",
        "localities",
        "Groups of member practices, for engagement.",
        (("Cluster", lambda each: each.cluster or ""),),
        ("cluster",),
    ),
    Kind(
        "clusters",
        Cluster,
        list_forms.ClusterForm,
        "cluster",
        "clusters",
        "Groups of localities.",
        parts=("localities", "cluster"),
    ),
    Kind(
        "aims",
        StrategicAim,
        list_forms.AimForm,
        "strategic aim",
        "strategic aims",
        "What the organisation aims to be; a risk of the Governing Body Assurance Framework threatens one.",
        (("Place", lambda each: each.order),),
    ),
    Kind(
        "frameworks",
        AssuranceFramework,
        list_forms.FrameworkForm,
        "assurance framework",
        "assurance frameworks",
        "What NHS England assesses the organisation by. A new one is entered here, then its components.",
        (
            ("Years", lambda each: each.years_text),
            ("Word for a part", lambda each: each.component_word),
        ),
        parts=("components", "framework"),
    ),
    Kind(
        "components",
        FrameworkComponent,
        list_forms.ComponentForm,
        "framework component",
        "framework components",
        "The domains or components of the frameworks, for which KPIs, risks and projects are evidence.",
        (("Framework", lambda each: each.framework),),
        ("framework",),
    ),
    Kind(
        "organisation",
        Organisation,
        list_forms.OrganisationForm,
        "organisation",
        "organisation",
        "Its name, what the portal and the report are called, and the population for figures per head.",
        (
            ("Name of the portal", lambda each: each.portal_name),
            ("People registered", lambda each: f"{each.registered_population:,}"),
        ),
        is_single=True,
    ),
)

KINDS: dict[str, Kind] = {kind.slug: kind for kind in _LISTS}


def records_of(kind: Kind) -> QuerySet[Any]:
    """The records of a list in their order, retired ones among them."""
    return kind.model._default_manager.select_related(*kind.related)


def parts_of(kind: Kind, record: Model) -> list[Any]:
    """What belongs to a record: the teams of a directorate, in their order; one query, or none."""
    if kind.parts is None:
        return []
    slug, field = kind.parts
    return list(records_of(KINDS[slug]).filter(**{field: record.pk}))


def next_place(kind: Kind) -> dict[str, int]:
    """Where a new record of an ordered list stands: last."""
    if not any(field.name == "order" for field in kind.model._meta.fields):
        return {}
    last = kind.model._default_manager.aggregate(last=Max("order"))["last"] or 0
    return {"order": last + 1}


def in_use(kind: Kind) -> QuerySet[Any]:
    """Those that are not retired."""
    found = records_of(kind)
    return found.filter(retired_on__isnull=True) if kind.retires else found
