"""When an activity was, in words: its days where they are known, else what its source says. Pure."""

from datetime import date

from core.dates import in_words
from core.periods import Month


def when_text(starts_on: date | None, ends_on: date | None, stated: str) -> str:
    """“3 June 2013”, “1 to 14 November 2013”, “28 March to 2 April 2014”, “February 2014”; or as stated."""
    if starts_on is None:
        return stated or "Date not stated"
    if ends_on is None or ends_on == starts_on:
        return in_words(starts_on)
    if (starts_on, ends_on) == (Month.containing(starts_on).starts_on, Month.containing(starts_on).ends_on):
        return Month.containing(starts_on).label
    if (starts_on.year, starts_on.month) == (ends_on.year, ends_on.month):
        return f"{starts_on.day} to {in_words(ends_on)}"
    if starts_on.year == ends_on.year:
        return f"{starts_on.day} {starts_on:%B} to {in_words(ends_on)}"
    return f"{in_words(starts_on)} to {in_words(ends_on)}"
