"""The calendar of the round as a file that diaries read (iCalendar, RFC 5545)."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from assurance.chasing.dates import RoundDate
from organisation.models import Quarter

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Assurance portal//Calendar of the round//EN"


def calendar_file(
    dates: Iterable[tuple[Quarter, RoundDate]], *, name: str, portal_url: str, now: datetime
) -> bytes:
    """All-day entries that leave the day free. The same day of the same round keeps its identifier, so that a later
    file moves an entry instead of doubling it."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    for quarter, day in dates:
        calendar.add_component(_entry(quarter, day, portal_url, now))
    return calendar.to_ical()


def uid_of(quarter: Quarter, day: RoundDate, portal_url: str) -> str:
    """2014-15-Q1-due@portal.example.nhs.uk"""
    return f"{quarter.slug}-{day.what.value}@{urlsplit(portal_url).hostname}"


def _entry(quarter: Quarter, day: RoundDate, portal_url: str, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", uid_of(quarter, day, portal_url))
    entry.add("dtstamp", now)
    entry.add("dtstart", day.on)
    entry.add("dtend", day.on + timedelta(days=1))
    entry.add("summary", f"{quarter.label}: {day.what.label}")
    entry.add("url", f"{portal_url}/returns/")
    entry.add("transp", "TRANSPARENT")
    entry.add("categories", ["Assurance"])
    return entry
