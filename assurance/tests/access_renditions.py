"""Who gets what from a report’s other forms: whoever may read it; figures that it does not print are not found."""

from assurance import pack as packs
from assurance.models import ReportState
from assurance.tests.builders import make_report, make_row, make_snapshot
from assurance.tests.pack_builders import make_pack
from organisation.models import QuarterState
from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_quarter
from organisation.tests.world import Address, World, answers

PRODUCERS = roles_holding(Permission.PRODUCE_REPORTS)
FORMS = ("report_read", "report_data", "report_workbook", "report_json")


def addresses(world: World) -> list[Address]:
    quarter = make_quarter(slug="2012-13-Q4", state=QuarterState.LOCKED)
    snapshot = make_snapshot(quarter=quarter, pack=packs.to_json(make_pack(make_row(number=1))))
    ready = make_report(snapshot=snapshot, state=ReportState.READY)
    waiting = make_report(snapshot=snapshot, version=2)
    unseen = {role: 404 for role in answers() if role not in ("anonymous", "nobody", *PRODUCERS)}
    figure = {"pk": ready.pk, "kpi": "kpi-1", "quarter": "2013-14-Q4"}
    record = {"pk": ready.pk, "kind": "risk", "key": "R-001"}
    return [
        *(Address(f"assurance:{form}", {"pk": ready.pk}, get=answers()) for form in FORMS),
        *(
            Address(f"assurance:{form}", {"pk": waiting.pk}, get=answers(PRODUCERS) | unseen)
            for form in FORMS
        ),
        Address("assurance:report_table", {"pk": ready.pk, "table": "kpis"}, get=answers()),
        Address("assurance:report_figure", figure, get=answers()),
        Address("assurance:report_record", record, get=answers()),
    ]
