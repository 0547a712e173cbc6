"""What XmR charts say of the real A&E series: NHS England's figures, and what the R package gives for them."""

from datetime import date

from assurance.dorset.files import read_csv
from performance.spc import Assurance, PointType, Series, analyse


def type_1_of(trust: str) -> Series:
    rows = [
        row
        for row in read_csv("imported/ae_attendances_dorset.csv")
        if (row["org_code"], row["type"]) == (trust, "1")
    ]
    within = [100 * (1 - int(row["breaches"]) / int(row["attendances"])) for row in rows]
    return Series([date.fromisoformat(row["period"]) for row in rows], within, target=95)


def test_the_four_hour_standard_at_royal_bournemouth() -> None:
    found = analyse(type_1_of("RDZ"))
    limits = found.points[0].limits
    assert [round(each, 2) for each in (limits.lpl, limits.mean, limits.upl)] == [86.85, 91.56, 96.27]
    assert limits.screened == 3
    assert sum(point.type.is_special for point in found.points) == 14
    assert (found.variation, found.assurance) == (PointType.COMMON, Assurance.VARIES)
