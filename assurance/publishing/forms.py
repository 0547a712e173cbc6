"""What is typed about publishing: what was corrected, why it is withdrawn, and who is sent the link."""

from email.utils import formataddr, parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assurance.models import Committee, ReportAudience
from core.editing import VersionedForm
from core.forms import PortalForm, PortalModelForm

MOST_ADDRESSES = 200


class ProposeForm(PortalForm):
    """What the second person is told; of a correction, what was corrected."""

    submit = "Propose for publication"

    correction = forms.CharField(
        label="What was corrected",
        max_length=600,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text="Everybody reads this: on the page of the correction, and of the report that it replaces.",
    )
    note = forms.CharField(
        label="For the person who publishes it",
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="What to look at. Not published.",
    )

    def __init__(self, *args: Any, replaces: int | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if replaces is None:
            del self.fields["correction"]
        else:
            self.fields["correction"].label = f"What was corrected since version {replaces}"


class DeclineForm(PortalForm):
    submit = "Do not publish it"

    reason = forms.CharField(
        label="Why it is not published",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="Whoever proposed it reads this. Not published.",
    )


class WithdrawForm(PortalForm):
    submit = "Withdraw the report"

    reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="Everybody reads this, at the old address, in the feed and in the e-mails to those who were sent the "
        "link. Do not repeat what must not be read.",
    )


class CommitteeForm(VersionedForm, PortalModelForm):
    """Whose reports, when, and to which addresses the link goes."""

    submit = "Save the list"

    class Meta:
        model = Committee
        fields = ("name", "audience", "occasion", "write_to", "addresses")
        widgets = {
            "occasion": forms.RadioSelect,
            "addresses": forms.Textarea(attrs={"rows": "8"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["audience"].queryset = ReportAudience.objects.in_use()
        self.fields["addresses"].help_text = (
            "One a line: the role of the reader and the e-mail address, as in "
            "“Lay member <name@example.org>”, or the address alone. While it is empty, nobody is written to."
        )
        self.fields["addresses"].validators = []

    def clean(self) -> dict[str, Any]:
        """A link to what is never published would never be sent."""
        values = super().clean()
        audience, occasion = values.get("audience"), values.get("occasion")
        if audience and not audience.frozen().is_public and occasion == Committee.Occasion.PUBLISHED:
            self.add_error("occasion", "Reports of Part 2 are never published. Choose when it is ready.")
        return values

    def clean_addresses(self) -> str:
        """Each line as it is kept. Refuses lines that cannot be written to, with their numbers."""
        lines = [
            (number, line.strip())
            for number, line in enumerate(self.cleaned_data["addresses"].splitlines(), start=1)
        ]
        read = [(number, _read(line)) for number, line in lines if line]
        unread = [str(number) for number, reader in read if reader is None]
        if unread:
            raise ValidationError(f"Line {', '.join(unread)}: type an e-mail address, like name@example.org.")
        if len(read) > MOST_ADDRESSES:
            raise ValidationError(f"A list has {MOST_ADDRESSES} addresses at most.")
        readers = {email.lower(): (title, email) for _, reader in read if reader for title, email in [reader]}
        if len(readers) < len(read):
            raise ValidationError("The same address stands on two lines.")
        return "\n".join(_written(title, email) for title, email in readers.values())


def _read(line: str) -> tuple[str, str] | None:
    """Role and address of one line; None where there is no address that can be written to."""
    title, email = parseaddr(line)
    if "@" not in email:
        title, _, email = line.rpartition(",")
    email = email.strip()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return title.strip(" ,"), email


def _written(title: str, email: str) -> str:
    return formataddr((title, email), charset="utf-8") if title.isascii() else f"{title} <{email}>"
