"""The reminder that was shown and confirmed."""

from django import forms

from performance.reminders.stages import Stage


class RemindForm(forms.Form):
    """Which of the three it is, so that a second click does not send the next one."""

    stage = forms.ChoiceField(choices=Stage.choices)
