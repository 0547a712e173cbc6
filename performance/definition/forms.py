"""What people type about KPIs: the definition, its retirement, and its return to use."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.db.models import Q

from core.derivation import source, sources
from core.editing import VersionedForm
from core.figures import MeasureKind
from core.forms import PortalForm, PortalModelForm, prepare
from core.money import tidy
from organisation.keeping import offer_those_in_use
from organisation.models import Quarter, Team, User
from organisation.rights import RIGHTS, Permission
from performance.definition import dates
from performance.definition.rules import HAS_FIGURES, MEASURED, faults_in, natural_roll_up
from performance.models import KPI
from performance.rollup import RollUp

NOT_DEFINED = ("version", "holds_from", "reason", "answer")
"""Fields beside the definition: when it holds, why, and what is answered to who proposed it."""

AS_FITS = "As fits the measure"
TYPED_IN = "Nowhere: it is typed into the return"

HINTS = {
    "name": "As it stands in the plan or the contract.",
    "short_name": "Short enough for a board. The address of its page is made from the first short name, and stays.",
    "measure": "What is typed into the return: 57 of 57 is n of d; £1.06m is money.",
    "measure_label": "For a pair: “Challenges”, say.",
    "second_measure": "Only of a pair, like 17 challenges worth £1,059,768.",
    "roll_up": "Counts and money are added up. Percentages never are: choose their mean, or n of d pooled.",
    "tolerance_percent": "10 means that a figure up to 10% short of its target is amber. A target of 0 has no amber.",
    "definition": "In words that a new member of the team would understand.",
    "numerator": "For n of d: what is counted in n. “Applications completed within 28 days.”",
    "denominator": "For n of d: what d is. “All applications received.”",
    "data_source": "The system or publication: SUS, Unify2, the complaints register.",
    "collection": "Who takes the figure from where, and when.",
    "known_issues": "What a reader should know before trusting the figure.",
    "published_by": "Such as NHS England. What it publishes can be seen before a quarter is locked.",
    "derived_from": "The return then opens with the figure that the portal holds. Another one can be typed, with a "
    "reason.",
    "owner": "Answers for the figure. The owner’s role is proposed in the exceptions frame.",
    "deputy": "Enters it when the owner is away.",
}
SECTIONS: tuple[tuple[str, tuple[str | tuple[str, ...], ...]], ...] = (
    ("What it is called", ("number", "name", "short_name", "team")),
    (
        "What is measured",
        (
            ("measure", "measure_label"),
            ("second_measure", "second_measure_label"),
            "second_is_part_of_first",
            "assessed_measure",
        ),
    ),
    (
        "How it is reported and rated",
        (("polarity", "frequency"), ("roll_up", "second_roll_up"), "tolerance_percent", "derived_from"),
    ),
    (
        "Definition card",
        (
            "definition",
            "numerator",
            "denominator",
            "data_source",
            "collection",
            "rationale",
            "known_issues",
            "published_by",
            "review_every",
        ),
    ),
    ("Who answers for it", (("owner", "deputy"),)),
    ("What it is linked to", KPI.LINKS),
)


def field_names() -> list[str]:
    """The fields of a definition, section by section."""
    names = [name for _, rows in SECTIONS for name in rows]
    return [each for name in names for each in ((name,) if isinstance(name, str) else name)]


class QuarterField(forms.TypedChoiceField):
    """One of these quarters, by its slug."""

    def __init__(self, quarters: list[Quarter], **options: Any) -> None:
        self.quarters = {quarter.slug: quarter for quarter in quarters}
        choices = [
            (slug, f"{quarter.label} ({quarter.period.span})") for slug, quarter in self.quarters.items()
        ]
        super().__init__(choices=choices, coerce=self.quarters.get, **options)

    def valid_value(self, value: Any) -> bool:
        return str(value) in self.quarters

    def prepare_value(self, value: Any) -> Any:
        return value.slug if isinstance(value, Quarter) else value


def reason_field(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=100, help_text="It stands in the history beside your name.", **options
    )


def accountable_people(*kept: int | None) -> Any:
    """Who can own a KPI: everybody who may sign in and works with figures, and those who own it now."""
    staff = [role.value for role in RIGHTS[Permission.VIEW_OPEN_QUARTERS]]
    working = Q(is_active=True, role_assignments__role__in=staff)
    return User.objects.filter(working | Q(pk__in=[pk for pk in kept if pk])).distinct()


class KPIForm(VersionedForm, PortalModelForm):
    """A definition: that of a new KPI, or another one of a KPI that is there."""

    submit = "Create the KPI"

    class Meta:
        model = KPI
        fields = field_names()
        help_texts = HINTS
        widgets = {
            "programmes": forms.CheckboxSelectMultiple,
            "projects": forms.CheckboxSelectMultiple,
            "strategic_aims": forms.CheckboxSelectMultiple,
            "ambitions": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args: Any, teams: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = Team.objects.all() if teams is None else teams
        self.fields["team"].queryset = offered.select_related("directorate")
        offer_those_in_use(self)
        self.fields["team"].label_from_instance = lambda team: f"{team.name} ({team.directorate})"
        people = accountable_people(self.instance.owner_id, self.instance.deputy_id)
        self.fields["owner"].queryset = self.fields["deputy"].queryset = people
        if not self.instance.pk:
            self._offer_what_fits()
        if self.instance.pk:
            self.initial["tolerance_percent"] = tidy(self.instance.tolerance_percent)
        self._offer_sources()
        for name in ("definition", "numerator", "denominator", "collection", "rationale", "known_issues"):
            self.fields[name].widget.attrs["rows"] = 3
        self._add_when()

    def _add_when(self) -> None:
        self.fields["number"].help_text = "Proposed: the next one free."
        self.put(
            "holds_from",
            QuarterField(dates.quarters_for_change(), label="First reported in"),
        )

    def _offer_what_fits(self) -> None:
        """A roll-up need not be chosen: unless it is, the one that fits the measure is taken."""
        for name in ("roll_up", "second_roll_up"):
            field = self.fields[name]
            field.required = False
            field.choices = [("", AS_FITS), *RollUp.choices]
            self.initial.setdefault(name, "")

    def _offer_sources(self) -> None:
        """The records that can propose a figure; one that no room answers to any more stays until changed."""
        field, named = self.fields["derived_from"], self.instance.derived_from
        choices = [(each.key, each.name) for each in sources()]
        if named and source(named) is None:
            choices.append((named, f"{named} (not in this portal)"))
        self.put(
            "derived_from",
            forms.ChoiceField(
                label="Where its figure is proposed from",
                help_text=field.help_text,
                required=False,
                choices=[("", TYPED_IN), *choices],
            ),
        )

    def put(self, name: str, field: forms.Field) -> None:
        prepare(field, name)
        self.fields[name] = field

    def layout(self) -> Layout:
        sections = [
            Fieldset(title, *(Row(*each) if isinstance(each, tuple) else each for each in self._drawn(rows)))
            for title, rows in SECTIONS
        ]
        when = [name for name in ("holds_from", "reason", "answer") if name in self.fields]
        return Layout("version", *sections, Fieldset(self.when_title, *when))

    when_title = "From when"

    def _drawn(self, rows: Iterable[str | tuple[str, ...]]) -> list[str | tuple[str, ...]]:
        """The rows of a section, without a field that this form has not."""
        return [row for row in rows if isinstance(row, tuple) or row in self.fields]

    def clean_number(self) -> int:
        """Numbers are unique: the KPI that has it is named, so that nobody has to look for it."""
        number: int = self.cleaned_data["number"]
        other = KPI.objects.exclude(pk=self.instance.pk).filter(number=number).first()
        if other:
            raise forms.ValidationError(f"“{other.short_name}” has the number {number}. Type another.")
        return number

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, measure in (("roll_up", "measure"), ("second_roll_up", "second_measure")):
            if cleaned.get(measure) and not cleaned.get(name):
                cleaned[name] = natural_roll_up(MeasureKind(cleaned[measure]))
        for name, sentence in faults_in(cleaned):
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)
        for name in KPI.LINKS:
            if name in cleaned:
                cleaned[name] = sorted(cleaned[name], key=lambda record: record.pk)
        return cleaned

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row has no links but in words."""
        own = [name for name in self.own_fields() if name not in (*NOT_DEFINED, *KPI.LINKS)]
        values = {name: getattr(record, name) for name in own}
        if isinstance(record, KPI):
            values |= {
                name: sorted(getattr(record, name).all(), key=lambda each: each.pk) for name in KPI.LINKS
            }
        return values

    def typed(self) -> dict[str, Any]:
        """What was typed, field by field, as a proposal keeps it."""
        return {name: self[name].data for name in self.own_fields() if name not in NOT_DEFINED}


class KPIChangeForm(KPIForm):
    """Another definition from a quarter on; what the figures are in cannot change once there are some."""

    submit = "Save the definition"
    when_title = "From when, and why"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.values.exists():
            for name in MEASURED:
                self.fields[name].disabled = True
                self.fields[name].help_text = HAS_FIGURES
        own = self.instance.team.directorate_id
        self.fields["team"].queryset = self.fields["team"].queryset.filter(directorate_id=own)

    def _add_when(self) -> None:
        self.put(
            "holds_from",
            QuarterField(
                dates.quarters_for_change(self.instance),
                label="From which quarter does it hold?",
                help_text="Earlier quarters keep the definition that they were reported by. Owner, deputy, remarks and "
                "links change at once.",
            ),
        )
        self.put("reason", reason_field("Why does it change?"))


class ProposedKPIForm(KPIForm):
    """A KPI that a directorate asks for; the assurance team gives it its number."""

    submit = "Send the proposal"
    when_title = "From when, and why"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"]
        self.put(
            "reason",
            forms.CharField(label="Why do you propose it?", widget=forms.Textarea(attrs={"rows": 3})),
        )


class ProposedChangeForm(KPIChangeForm):
    """Another definition that a directorate asks for."""

    submit = "Send the proposal"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["number"]
        why = forms.CharField(label="Why do you propose it?", widget=forms.Textarea(attrs={"rows": 3}))
        self.put("reason", why)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not self.asked():
            raise forms.ValidationError(
                "Nothing differs from the definition as it is. Change what should change."
            )
        return cleaned

    def asked(self) -> dict[str, Any]:
        """What differs from the definition as it is."""
        typed = self.typed()
        return {name: typed[name] for name in self.changed_data if name in typed}


def leaving(last: Quarter) -> str:
    """After a locked quarter, the KPI leaves a return that may be filled in by now: that is said where it is chosen."""
    return f": it leaves the return of {last.period.next.label}" if last.is_closed else ""


class RetireForm(VersionedForm, PortalForm):
    """The quarter that is open is proposed as the last one, so that no return loses a row by mistake."""

    submit = "Retire the KPI"

    def __init__(self, *args: Any, record: KPI, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        field = QuarterField(
            dates.last_quarters(record),
            label="Last quarter in which it is reported",
            help_text="From the next quarter on it is in no return and on no scorecard. Its page and figures stay.",
        )
        field.choices = [(slug, f"{said}{leaving(field.quarters[slug])}") for slug, said in field.choices]
        not_closed = (slug for slug, quarter in field.quarters.items() if not quarter.is_closed)
        field.initial = next(not_closed, None)
        prepare(field, "last_quarter")
        self.fields["last_quarter"] = field
        self.fields["reason"] = reason_field("Why is it retired?")
        prepare(self.fields["reason"], "reason")


class BringBackForm(VersionedForm, PortalForm):
    submit = "Bring it back"

    def __init__(self, *args: Any, record: KPI, **kwargs: Any) -> None:
        super().__init__(*args, record=record, **kwargs)
        field = QuarterField(
            dates.quarters_to_return_in(record),
            label="First quarter in which it is reported again",
            help_text="The quarters in between stay as they are, without it.",
        )
        prepare(field, "holds_from")
        self.fields["holds_from"] = field
        self.fields["reason"] = reason_field("Why does it come back?")
        prepare(self.fields["reason"], "reason")


def answer_field() -> forms.CharField:
    return forms.CharField(
        label="Answer to the directorate",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What you changed of the proposal, and why.",
    )


class DeclineForm(VersionedForm, PortalForm):
    submit = "Decline the proposal"

    answer = forms.CharField(label="Why not?", widget=forms.Textarea(attrs={"rows": 3}))
