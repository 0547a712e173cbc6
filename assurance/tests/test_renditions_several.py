"""What a number in a sentence counts: its page lists each of them, and nothing that the report does not say."""

import re
from dataclasses import replace
from uuid import UUID

from django.template.loader import render_to_string

from assurance import report_contents
from assurance.audience import Audience, Detail, SectionChoice
from assurance.pack import AssurancePack
from assurance.renditions.counted import counted_of
from assurance.renditions.links import Histories
from assurance.renditions.parts import Counted
from assurance.renditions.record_history import record_of
from assurance.report_contents import ReportContents
from assurance.tests.builders import make_progress
from assurance.tests.pack_builders import QUARTERLY, make_pack, make_register, make_risk
from performance.pages import ReturnProgress

HISTORIES = Histories(UUID("3f0f5d1e-0c7e-4f44-9c0a-4a8f3f2f9b11"))
QUALITY, FINANCE, DELIVERY = (
    make_progress(state="locked", directorate=name, directorate_slug=name.lower())
    for name in ("Quality", "Finance", "Delivery")
)


def read_by(*sections: str, **fields: object) -> Audience:
    chosen = tuple(SectionChoice(slug) for slug in sections)
    return replace(QUARTERLY, sections=chosen, **fields)  # type: ignore[arg-type]


def built(pack: AssurancePack, audience: Audience = QUARTERLY) -> ReportContents:
    return report_contents.build(pack, audience, version=1)


def several(made: ReportContents, kind: str, key: str) -> Counted | None:
    return counted_of(made, HISTORIES, f"several-{kind}", key)


def texts(page: Counted | None) -> list[str]:
    return [f"{part.name}: {part.text}" for part in page.parts] if page else []


def with_returns(*returns: ReturnProgress) -> AssurancePack:
    pack = make_pack()
    return replace(pack, performance=replace(pack.performance, returns=returns))


def links_of(made: ReportContents) -> set[tuple[str, str]]:
    html = render_to_string("renditions/_report.html", {"report": made, "history": HISTORIES})
    return set(re.findall(rf'href="{HISTORIES.records}([\w-]+)/([\w-]+)/"', html))


# Risks and milestones -------------------------------------------------------------------------------------


def test_the_highest_risk_has_its_history_also_where_it_is_too_low_to_be_listed() -> None:
    low = {"likelihood": 2, "impact": 3, "score": 6, "band": "moderate", "band_text": "Moderate"}
    pack = make_pack()
    register = make_register(*(make_risk(reference=f"R-00{number}", **low) for number in (1, 2)))
    pack = replace(pack, programmes=replace(pack.programmes, register=register))
    made = built(pack, replace(QUARTERLY, detail=Detail.EXCEPTIONS))

    assert made.ledes["risks"].endswith("The highest is R-001, at 6: The backlog grows.")
    assert ("risk", "R-001") in links_of(made)
    assert record_of(made, "risk", "R-001") is not None
    assert record_of(made, "risk", "R-002") is None
