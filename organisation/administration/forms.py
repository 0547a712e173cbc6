"""What an administrator types about people."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from core import clock
from core.editing import VersionedForm
from core.forms import PortalForm, PortalModelForm
from core.refusals import Refused
from organisation.administration import rules
from organisation.demonstration import STAYS, is_shared
from organisation.models import Directorate, User
from organisation.rights import Role

NEEDS_A_DIRECTORATE = "Choose the directorate: this role is held for one."
NEEDS_NONE = "This role is not held for a directorate. Leave it empty."
LONGEST_REASON = 300


def reason_field(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST_REASON)


class PersonForm(VersionedForm, PortalModelForm):
    """How somebody is called, and the address with which they sign in."""

    submit = "Save"

    reason = reason_field("Why it is changed", "It stands in the history.")

    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["title", "email"]
        labels: ClassVar[dict[str, str]] = {"title": "Name or role title", "email": "E-mail address"}
        help_texts: ClassVar[dict[str, str]] = {
            "title": "As others read it beside figures and in the history: “Contributor, Quality”.",
            "email": "They sign in with it. The old address is told of the change.",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "email": {"unique": "Another account has this address.", "invalid": "Type an e-mail address."}
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_shared(self.instance):
            self.fields["email"].disabled = True
            self.fields["email"].help_text = STAYS

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()


class GiveRoleForm(PortalForm):
    """A role, the directorate that it is held for, and why."""

    submit = "Give the role"

    role = forms.ChoiceField(label="Role", choices=[("", "Choose"), *Role.choices])
    directorate = forms.ModelChoiceField(
        label="Directorate",
        queryset=Directorate.objects.none(),
        required=False,
        help_text="For contributors, approvers and directors.",
    )
    reason = reason_field("Why they get it", "For example “Took over from the former contributor”.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["directorate"].queryset = Directorate.objects.in_use()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        role, directorate = cleaned.get("role"), cleaned.get("directorate")
        if role and "directorate" not in self.errors:
            is_held_for_one = role in Role.of_a_directorate()
            if is_held_for_one and directorate is None:
                self.add_error("directorate", NEEDS_A_DIRECTORATE)
            elif directorate is not None and not is_held_for_one:
                self.add_error("directorate", NEEDS_NONE)
        return cleaned

    def changes(self) -> dict[str, Any]:
        return self.cleaned_data


class TakeRoleForm(PortalForm):
    submit = "Take the role away"

    reason = reason_field("Why it is taken away")

    def changes(self) -> dict[str, Any]:
        return self.cleaned_data


class LeaverForm(VersionedForm, PortalForm):
    submit = "Close the account"

    left_on = forms.DateField(
        label="Left on", help_text="The account is closed at once, whichever day they left."
    )
    reason = reason_field("Why it is closed", "For example “Left the organisation”.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("left_on", clock.today())

    def clean_left_on(self) -> date:
        left_on: date = self.cleaned_data["left_on"]
        try:
            rules.check_left_on(left_on, clock.today())
        except Refused as refusal:
            raise ValidationError(str(refusal), code="future") from refusal
        return left_on


class ReopenForm(VersionedForm, PortalForm):
    submit = "Open the account again"

    reason = reason_field("Why it is opened again")


class ForgetForm(PortalForm):
    submit = "Forget this person for good"

    reason = reason_field(
        "Why they are forgotten", "For example “Asked for it in writing”. Do not name them."
    )

    def changes(self) -> dict[str, Any]:
        return self.cleaned_data


class SecondFactorForm(PortalForm):
    submit = "Take the second factor away"

    reason = reason_field("Why it is taken away", "For example “Lost their phone; I spoke to them”.")

    def changes(self) -> dict[str, Any]:
        return self.cleaned_data


class UntieForm(PortalForm):
    submit = "End the tie"

    reason = reason_field("Why it is ended", "For example “The address was given to somebody new”.")

    def changes(self) -> dict[str, Any]:
        return self.cleaned_data
