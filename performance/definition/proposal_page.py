"""What a proposal would change: each field as it is now, and as it is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from core import periods
from core.editing import plain, spoken
from performance.definition.forms import KPIForm
from performance.models import KPI, KPIProposal, ProposalKind

NO_LONGER = "cannot be chosen any more"


@dataclass(frozen=True)
class AskedChange:
    """One field: as it is now, and as it is asked for. `is_moot` where it is that already."""

    label: str
    before: str
    after: str
    is_moot: bool = False


@dataclass(frozen=True)
class ProposalPage:
    """A proposal with what it would change. `changed_since` says that the KPI was changed after it was proposed."""

    proposal: KPIProposal
    changes: tuple[AskedChange, ...]
    holds_from: str
    changed_since: bool
    is_new: bool


def build_proposal_page(proposal: KPIProposal) -> ProposalPage:
    kpi = proposal.kpi
    is_new = proposal.kind == ProposalKind.NEW
    quarter = periods.Quarter.containing(proposal.holds_from)
    return ProposalPage(
        proposal=proposal,
        changes=changes_asked(proposal.asked, None if is_new else kpi)
        if proposal.kind != ProposalKind.RETIRE
        else (),
        holds_from=quarter.label,
        changed_since=bool(proposal.is_open and kpi and kpi.version != proposal.kpi_version),
        is_new=is_new,
    )


def changes_asked(asked: Mapping[str, Any], kpi: KPI | None) -> tuple[AskedChange, ...]:
    """Field by field in the order of the form; of a new KPI, what was filled in."""
    form = KPIForm(instance=kpi) if kpi else KPIForm()
    now = form.values_of(kpi) if kpi else {}
    lines = (_line(form.fields[name], name, asked[name], now) for name in form.own_fields() if name in asked)
    return tuple(line for line in lines if kpi or line.after != "–")


def _line(field: forms.Field, name: str, typed: Any, now: Mapping[str, Any]) -> AskedChange:
    before = spoken(field, now[name]) if name in now else ""
    try:
        wanted = field.clean(typed)
    except ValidationError:
        return AskedChange(str(field.label), before, f"{_as_typed(typed)} ({NO_LONGER})")
    if wanted in (None, ""):
        return AskedChange(str(field.label), before, "–", is_moot=name in now and now[name] in (None, ""))
    if hasattr(wanted, "order_by"):
        wanted = sorted(wanted, key=lambda record: record.pk)
    is_moot = name in now and plain(wanted) == plain(now[name])
    return AskedChange(str(field.label), before, _said(field, wanted), is_moot)


def _said(field: forms.Field, value: Any) -> str:
    if isinstance(field, forms.BooleanField):
        return "Yes" if value else "–"
    return spoken(field, value)


def _as_typed(typed: Any) -> str:
    return ", ".join(map(str, typed)) if isinstance(typed, list) else str(typed)
