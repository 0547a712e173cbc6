"""The forms of joining: whom to invite and as what, and the password with which somebody takes an invitation up."""

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from core.forms import PortalForm
from organisation.joining.actions import NO_ROLES
from organisation.joining.roles import HeldRole
from organisation.models import Directorate, User
from organisation.rights import Role
from organisation.signing_in.passwords import HOW_TO_CHOOSE

NAME_HINT = "Shown to others in place of a name, such as “Contributor, Quality”."


class InvitationForm(PortalForm):
    """Whom to invite, and the roles that they will hold."""

    submit = "Send the invitation"

    email = forms.EmailField(label="E-mail address", max_length=254)
    name = forms.CharField(label="Role title", max_length=120, help_text=NAME_HINT)
    roles = forms.MultipleChoiceField(
        label="Roles for the whole organisation",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(role.value, role.label) for role in Role if role not in Role.of_a_directorate()],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        self.base_fields = self.base_fields | {
            role: _directorates(Role(role)) for role in Role.of_a_directorate()
        }
        super().__init__(*args, **options)

    def layout(self) -> Layout:
        held = Fieldset("What they will be here", "roles", *Role.of_a_directorate())
        return Layout("email", "name", held)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        cleaned["held"] = [HeldRole(Role(value)) for value in cleaned.get("roles", [])] + [
            HeldRole(Role(value), directorate)
            for value in Role.of_a_directorate()
            for directorate in cleaned.get(value, [])
        ]
        if not cleaned["held"] and not self.errors:
            self.add_error("roles", NO_ROLES)
        return cleaned


def _directorates(role: Role) -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=f"{role.label} of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        queryset=Directorate.objects.in_use(),
    )


class PasswordForm(PortalForm):
    """The first password of somebody who joins. The rules are those of every other password."""

    submit = "Save the password and sign in"

    password1 = forms.CharField(
        label="Password",
        help_text=HOW_TO_CHOOSE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label="Password, once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: User, **options: Any) -> None:
        self.person = person
        super().__init__(*args, **options)

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, self.person)
        return password

    def clean_password2(self) -> str:
        password: str = self.cleaned_data["password2"]
        if "password1" in self.cleaned_data and password != self.cleaned_data["password1"]:
            raise ValidationError("Type the same password twice.")
        return password
