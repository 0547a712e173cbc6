"""RAG is said in the legend's words; grey is no grade between the others."""

import pytest

from core.rag import RAG


@pytest.mark.parametrize(
    ("rag", "meaning"),
    [
        (RAG.RED, "Significantly behind target"),
        (RAG.AMBER, "Slightly behind target"),
        (RAG.GREEN, "Complete or on target to deliver"),
        (RAG.GREY, "No target or not collected"),
    ],
)
def test_each_colour_has_its_meaning(rag: RAG, meaning: str) -> None:
    assert rag.meaning == meaning


def test_what_needs_attention_stands_first() -> None:
    assert sorted(RAG, key=lambda rag: rag.order) == [RAG.RED, RAG.AMBER, RAG.GREEN, RAG.GREY]


@pytest.mark.parametrize(
    ("one", "other", "worse"),
    [
        (RAG.RED, RAG.AMBER, True),
        (RAG.AMBER, RAG.GREEN, True),
        (RAG.RED, RAG.GREEN, True),
        (RAG.GREEN, RAG.RED, False),
        (RAG.RED, RAG.RED, False),
        (RAG.GREY, RAG.GREEN, False),
        (RAG.RED, RAG.GREY, False),
        (RAG.GREY, RAG.GREY, False),
    ],
)
def test_worse_and_better_are_opposites(one: RAG, other: RAG, worse: bool) -> None:
    assert one.worse_than(other) is worse
    assert other.better_than(one) is worse
