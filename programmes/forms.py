"""What people type about programmes, projects, milestones and risks."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Fieldset, Layout, Row
from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.charts import IMPACTS, LIKELIHOODS
from core.editing import VersionedForm
from core.forms import PortalForm, PortalModelForm, prepare
from core.rag import RAG
from core.texts import quoted
from organisation.evidence import FIELD as EVIDENCE
from organisation.evidence import chosen_components, components_field
from organisation.keeping import offer_those_in_use
from organisation.models import Directorate, User
from organisation.rights import Permission
from programmes.models import (
    Milestone,
    PriorityProject,
    Programme,
    ProgrammeLine,
    ProgrammePhase,
    ProjectSupport,
    ProjectUpdate,
    Risk,
    RiskAction,
    Strand,
)

LONGEST_LINE = 300


def numbered(words: tuple[str, ...]) -> list[tuple[int | str, str]]:
    """Scores as a list to choose from: “4, likely”."""
    return [
        ("", "Choose"),
        *((number, f"{number}, {word.lower()}") for number, word in enumerate(words, start=1)),
    ]


LIKELIHOOD_CHOICES, IMPACT_CHOICES = numbered(LIKELIHOODS), numbered(IMPACTS)


def score_field(label: str, choices: list[tuple[int | str, str]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int)


def put(form: forms.BaseForm, name: str, field: forms.Field) -> None:
    """A field that depends on the record or the person, with the portal's own messages like the others."""
    prepare(field, name)
    form.fields[name] = field


def not_in_the_future(day: date | None) -> None:
    if day and day > clock.today():
        raise ValidationError("This day is still to come.", code="future")


class EvidenceForm(VersionedForm, PortalModelForm):
    """A form over a record that can serve as evidence for components of an assurance framework."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[EVIDENCE] = components_field(self.instance)
        offer_those_in_use(self)

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row does not know what the record was evidence for: each link has its own history."""
        values = super().values_of(record)
        if isinstance(record, self.Meta.model):
            values[EVIDENCE] = list(chosen_components(record))
        return values


class Lines(forms.CharField):
    """Several short texts, one to a line."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> tuple[str, ...]:
        text = super().to_python(value)
        lines = tuple(dict.fromkeys(line.strip(" \t•-") for line in text.splitlines()))
        return tuple(line for line in lines if line)

    def validate(self, value: Any) -> None:
        super().validate(value)
        long = next((line for line in value if len(line) > LONGEST_LINE), None)
        if long:
            raise ValidationError(
                f"{quoted(long)} is longer than {LONGEST_LINE} characters. Use one line for each."
            )

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


# Programmes -----------------------------------------------------------------------------------------------------------


class ProgrammeForm(VersionedForm, PortalModelForm):
    submit = "Save the programme"

    outcome = Lines(label="Outcomes sought", required=False, help_text="One to a line.")
    priority = Lines(label="Priorities", required=False, help_text="One to a line.")
    workstream = Lines(label="Workstreams", required=False, help_text="One to a line.")
    governance = Lines(label="Governance", required=False, help_text="Boards and groups, one to a line.")

    class Meta:
        model = Programme
        fields = [
            "kind",
            "name",
            "abbreviation",
            "other_names",
            "summary",
            "owner",
            "partners",
            "partners_note",
            "note",
        ]
        widgets = {"partners": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial |= self.values_of(self.instance)
        offer_those_in_use(self)

    def layout(self) -> Layout:
        return Layout(
            "version",
            "kind",
            "name",
            "abbreviation",
            "other_names",
            "summary",
            "owner",
            Fieldset("What it wants", "outcome", "priority", "workstream", "governance"),
            Fieldset("With whom", "partners", "partners_note"),
            "note",
        )

    def values_of(self, record: Any) -> dict[str, Any]:
        """A history row has no lists: they are kept one text at a time."""
        values = {name: getattr(record, name) for name in self.Meta.fields if hasattr(record, name)}
        if isinstance(record, Programme):
            lines = list(record.lines.all())
            values |= {
                kind.value: tuple(line.text for line in lines if line.kind == kind)
                for kind in ProgrammeLine.Kind
            }
            values["partners"] = list(record.partners.all())
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        twins = Programme.objects.filter(kind=cleaned.get("kind"), name__iexact=cleaned.get("name", ""))
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("name", "There is already one of that kind and name.")
        return cleaned


class PhaseForm(VersionedForm, PortalModelForm):
    submit = "Save the phase"

    class Meta:
        model = ProgrammePhase
        fields = ["period", "text", "starts_on", "ends_on"]
        help_texts = {
            "period": "As the plan says it: “Autumn 2015”.",
            "starts_on": "Where the plan settles it.",
        }


# Projects -------------------------------------------------------------------------------------------------------------


class ProjectForm(EvidenceForm):
    submit = "Save the project"

    class Meta:
        model = PriorityProject
        fields = [
            "number",
            "name",
            "short_name",
            "working_group",
            "commissioning_programme",
            "commissioning_note",
            "directorate",
            "owner",
            "stage",
            "starts_on",
            "ends_on",
            "closed_on",
            "note",
        ]
        help_texts = {
            "number": "Its number in the delivery plan.",
            "directorate": "Its staff update the project each quarter.",
            "closed_on": "It leaves the portfolio in the quarter after.",
        }

    def layout(self) -> Layout:
        return Layout(
            "version",
            "number",
            "name",
            "short_name",
            Fieldset(
                "Where it belongs",
                "working_group",
                "commissioning_programme",
                "commissioning_note",
                "directorate",
                "owner",
            ),
            Fieldset("When", "stage", "starts_on", "ends_on", "closed_on"),
            Fieldset("Assurance", EVIDENCE),
            "note",
        )


class UpdateForm(VersionedForm, PortalModelForm):
    """A project's delivery RAG, stage and narrative for a quarter."""

    submit = "Save the update"

    class Meta:
        model = ProjectUpdate
        fields = ["rag", "stage", "narrative"]
        help_texts = {
            "narrative": "What was done, what is in the way, what comes next. Needed when it is red or amber."
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rated = [(rag.value, f"{rag.label}: {rag.meaning.lower()}") for rag in RAG if rag.is_assessed]
        rag = forms.ChoiceField(
            label="Delivery RAG",
            choices=rated,
            widget=forms.RadioSelect,
            error_messages={"required": "Choose red, amber or green."},
        )
        put(self, "rag", rag)
        self.fields["stage"].required = True
        self.fields["stage"].error_messages["required"] = "Choose the stage of the commissioning cycle."

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("rag") in (RAG.RED, RAG.AMBER) and not cleaned.get("narrative"):
            self.add_error("narrative", "Say why it is behind, and what is being done about it.")
        return cleaned


class SupportsForm(VersionedForm, PortalForm):
    """Whether a project supports delivery of each strand: yes, no, or not recorded."""

    submit = "Save the answers"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        supports = {support.strand: support for support in self.record.supports.all()}
        for strand in Strand:
            known = supports.get(strand.value)
            field = forms.ChoiceField(
                label=strand.label,
                choices=ProjectSupport.Answer.choices,
                widget=forms.RadioSelect,
                initial=known.answer if known else ProjectSupport.Answer.NOT_RECORDED,
                help_text=known.note if known else "",
            )
            put(self, strand.value, field)

    @property
    def helper(self) -> FormHelper:
        """Yes, no and not recorded stand side by side."""
        helper = super().helper
        helper.form_class = "answers"
        return helper

    def values_of(self, record: Any) -> dict[str, Any]:
        if not isinstance(record, PriorityProject):
            return {}
        unanswered = dict.fromkeys(Strand.values, ProjectSupport.Answer.NOT_RECORDED.value)
        return unanswered | dict(record.supports.values_list("strand", "answer"))


class MilestoneForm(VersionedForm, PortalModelForm):
    submit = "Save the milestone"

    class Meta:
        model = Milestone
        fields = ["name", "due_on", "forecast_on", "completed_on", "note"]
        help_texts = {
            "due_on": "The day that was promised. It stays when the milestone slips.",
            "forecast_on": "If it will be later, or earlier, than promised.",
        }

    def clean_completed_on(self) -> date | None:
        not_in_the_future(self.cleaned_data["completed_on"])
        return self.cleaned_data["completed_on"]

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        twins = Milestone.objects.filter(project=self.instance.project, name__iexact=name)
        if twins.exclude(pk=self.instance.pk).exists():
            raise ValidationError("This project already has a milestone of that name.")
        return name


# Risks ----------------------------------------------------------------------------------------------------------------


class RiskForm(EvidenceForm):
    """A risk but for its current score, which is changed with a reason; a new risk brings its first."""

    submit = "Save the risk"

    class Meta:
        model = Risk
        fields = [
            "title",
            "cause",
            "event",
            "effect",
            "directorate",
            "owner",
            "project",
            "programme",
            "strategic_aim",
            "part",
            "inherent_likelihood",
            "inherent_impact",
            "target_likelihood",
            "target_impact",
            "controls",
            "assurances",
            "gaps",
        ]
        labels = {
            "title": "Risk in one line",
            "cause": "Cause: because of …",
            "event": "Event: there is a risk that …",
            "effect": "Effect: which would lead to …",
        }

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in ("inherent", "target"):
            words = f"{kind.capitalize()} " + "{}"
            put(self, f"{kind}_likelihood", score_field(words.format("likelihood"), LIKELIHOOD_CHOICES))
            put(self, f"{kind}_impact", score_field(words.format("impact"), IMPACT_CHOICES))
        own = person.directorate_ids_for(Permission.EDIT_RISKS)
        directorates = Directorate.objects.all() if own is None else Directorate.objects.filter(pk__in=own)
        self.fields["directorate"].queryset = directorates
        offer_those_in_use(self)
        if own is not None and len(own) == 1:
            self.fields["directorate"].initial = next(iter(own))

    def layout(self) -> Layout:
        return Layout(
            "version",
            Fieldset("What could happen", "title", "cause", "event", "effect"),
            Fieldset("Whose it is", "directorate", "owner", "project", "programme", "strategic_aim", "part"),
            Fieldset("Score before any controls", Row("inherent_likelihood", "inherent_impact")),
            *self.current_score(),
            Fieldset("Score to reach", Row("target_likelihood", "target_impact")),
            Fieldset("What is in place", "controls", "assurances", "gaps"),
            Fieldset("Assurance", EVIDENCE),
        )

    def current_score(self) -> list[Fieldset]:
        return []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        inherent, target = (self._score(cleaned, kind) for kind in ("inherent_", "target_"))
        if inherent and target and target > inherent:
            self.add_error(
                "target_likelihood", f"The target score of {target} is above the inherent one of {inherent}."
            )
        return cleaned

    @staticmethod
    def _score(cleaned: dict[str, Any], prefix: str) -> int:
        return (cleaned.get(f"{prefix}likelihood") or 0) * (cleaned.get(f"{prefix}impact") or 0)


class NewRiskForm(RiskForm):
    submit = "Record the risk"

    class Meta(RiskForm.Meta):
        fields = [*RiskForm.Meta.fields, "likelihood", "impact", "opened_on"]

    def __init__(self, *args: Any, project_slug: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["project"].initial = PriorityProject.objects.filter(slug=project_slug).first()
        put(self, "likelihood", score_field("Current likelihood", LIKELIHOOD_CHOICES))
        put(self, "impact", score_field("Current impact", IMPACT_CHOICES))
        self.fields["opened_on"].label = "Identified on"
        self.fields["opened_on"].initial = clock.today()

    def current_score(self) -> list[Fieldset]:
        return [Fieldset("Score now, with the controls in place", Row("likelihood", "impact"), "opened_on")]

    def clean_opened_on(self) -> date:
        not_in_the_future(self.cleaned_data["opened_on"])
        return self.cleaned_data["opened_on"]


class ScoreForm(VersionedForm, PortalForm):
    """A new current score. Both numbers and the reason belong together, so every difference is asked about."""

    submit = "Save the score"
    asks_every_difference = True

    likelihood = score_field("Likelihood", LIKELIHOOD_CHOICES)
    impact = score_field("Impact", IMPACT_CHOICES)
    scored_on = forms.DateField(label="Scored on")
    reason = forms.CharField(
        label="Why", widget=forms.Textarea, help_text="What changed, or what shows that it did not."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {
            "likelihood": self.record.likelihood,
            "impact": self.record.impact,
            "scored_on": clock.today(),
            "version": self.record.version,
        }

    def layout(self) -> Layout:
        return Layout("version", Row("likelihood", "impact"), "scored_on", "reason")

    def clean_scored_on(self) -> date:
        not_in_the_future(self.cleaned_data["scored_on"])
        return self.cleaned_data["scored_on"]

    def values_of(self, record: Any) -> dict[str, Any]:
        latest = record.scores.order_by("-scored_on", "-pk").first() if isinstance(record, Risk) else None
        scores = {"likelihood": record.likelihood, "impact": record.impact}
        return scores | ({"scored_on": latest.scored_on, "reason": latest.reason} if latest else {})


class CloseForm(VersionedForm, PortalForm):
    """Why a risk is taken off the register."""

    submit = "Close the risk"

    closed_on = forms.DateField(label="Closed on")
    closure_reason = forms.CharField(
        label="Why it is closed",
        widget=forms.Textarea,
        help_text="It came to pass, it can no longer happen, it is accepted, or it went into another risk.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"closed_on": clock.today(), "version": self.record.version}

    def clean_closed_on(self) -> date:
        not_in_the_future(self.cleaned_data["closed_on"])
        return self.cleaned_data["closed_on"]


class ReopenForm(VersionedForm, PortalForm):
    submit = "Reopen the risk"

    reason = forms.CharField(label="Why it is reopened", widget=forms.Textarea)


class RiskActionForm(VersionedForm, PortalModelForm):
    submit = "Save the action"

    class Meta:
        model = RiskAction
        fields = ["text", "owner", "due_on", "done_on"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def clean_done_on(self) -> date | None:
        not_in_the_future(self.cleaned_data["done_on"])
        return self.cleaned_data["done_on"]
