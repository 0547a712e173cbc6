"""When an activity was, in words."""

from datetime import date

import pytest

from engagement.when import when_text


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "stated", "text"),
    [
        (date(2013, 6, 3), None, "", "3 June 2013"),
        (date(2013, 6, 3), date(2013, 6, 3), "", "3 June 2013"),
        (date(2013, 11, 1), date(2013, 11, 14), "", "1 to 14 November 2013"),
        (date(2014, 2, 1), date(2014, 2, 28), "", "February 2014"),
        (date(2014, 2, 1), date(2014, 3, 31), "", "1 February to 31 March 2014"),
        (date(2014, 4, 29), date(2014, 5, 9), "29 April", "29 April to 9 May 2014"),
        (date(2013, 12, 20), date(2014, 1, 5), "", "20 December 2013 to 5 January 2014"),
        (None, None, "Summer 2015 (2015/16)", "Summer 2015 (2015/16)"),
        (None, None, "", "Date not stated"),
    ],
)
def test_when(starts_on: date | None, ends_on: date | None, stated: str, text: str) -> None:
    assert when_text(starts_on, ends_on, stated) == text
