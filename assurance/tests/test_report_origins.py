"""The last page says what each word of provenance covers in this report, and which documents were used."""

from dataclasses import replace

from assurance import report_origins
from assurance.tests.builders import make_figure, make_frame, make_row
from assurance.tests.pack_builders import make_empty_pack, make_pack
from core.provenance import Provenance
from core.rag import RAG


def test_each_word_says_what_it_covers() -> None:
    figure = replace(make_figure(), provenance="published", source="Annual report")
    frame = replace(make_frame(), provenance="illustrative")
    row = replace(make_row(now=RAG.RED, exception=frame), figures=(figure, figure))
    pack = make_pack(row)
    covers = {origin.word: origin.covers for origin in report_origins.origins(pack)}

    assert list(covers) == list(Provenance)
    assert covers[Provenance.PUBLISHED] == "KPI figures"
    assert covers[Provenance.RETURNED] == ""
    assert covers[Provenance.DERIVED] == (
        "RAG by rule, trends, projections to the year’s end, process limits, counts, shares, completeness"
    )
    assert covers[Provenance.ILLUSTRATIVE] == "Cause, action, owner and dates of exceptions"
    assert [(each.name, each.used_for) for each in report_origins.documents(pack)] == [
        ("Annual report", "KPI figures")
    ]


def test_the_name_of_an_invented_source_is_no_document() -> None:
    figure = replace(make_figure(), provenance="illustrative", source="Invented for the demonstration")
    pack = make_pack(replace(make_row(), figures=(figure, figure)))

    assert report_origins.documents(pack) == ()


def test_an_empty_quarter_has_no_document() -> None:
    assert report_origins.documents(make_empty_pack()) == ()
