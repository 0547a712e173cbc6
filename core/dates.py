"""A day in words, for sentences that rules compose; templates have the filters `day`, `weekday` and `moment`."""

from datetime import date, datetime

from django.utils import timezone


def in_words(on: date | datetime) -> str:
    """14 July 2014; of a moment, the day that it is here."""
    day = timezone.localtime(on) if isinstance(on, datetime) else on
    return f"{day.day} {day:%B %Y}"
