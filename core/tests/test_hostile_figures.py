"""What must hold of any figure that is typed: a share of one is always asked about, and nothing odd is ever guessed."""

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.figures import MeasureKind
from core.parsing import FigureError, parse_figure

SHARES = st.integers(1, 10_000).map(lambda number: Decimal(number) / 10_000)


@settings(max_examples=80)
@given(SHARES, st.sampled_from(["", "-"]))
def test_any_percentage_up_to_1_without_its_sign_is_a_question(share: Decimal, sign: str) -> None:
    with pytest.raises(FigureError) as refused:
        parse_figure(f"{sign}{share:f}", MeasureKind.PERCENTAGE)

    assert refused.value.message.startswith(f"Is {sign}{share:f} meant as ")
    assert refused.value.message.endswith("Type the % sign.")


@settings(max_examples=80)
@given(SHARES)
def test_with_its_sign_it_is_read_as_it_stands(share: Decimal) -> None:
    figure = parse_figure(f"{share:f}%", MeasureKind.PERCENTAGE).figure

    assert figure is not None
    assert figure.value == share


@pytest.mark.parametrize("kind", list(MeasureKind))
@pytest.mark.parametrize(
    "text",
    [
        "1e5",
        "1_000",
        "\uff11\uff12",  # full-width digits
        "\u0661\u0662",  # Arabic-Indic digits
        "\u202e51",  # written from right to left
        "1\u03382",  # a digit with a stroke through it
        "NaN",
        "Infinity",
        "0x10",
        "1/2/3",
        "=1+1",
        "#N/A",
        "12; DROP TABLE",
        "<script>12</script>",
        "12\n13",
        "1,2,3",
        "12,34",
        "12.3.4",
        "--12",
        "12-",
        "%",
        "£",
        "of",
        "()",
        "½",
        "²",
    ],
)
def test_what_could_be_misread_is_refused_in_a_sentence(text: str, kind: MeasureKind) -> None:
    with pytest.raises(FigureError) as refused:
        parse_figure(text, kind)

    assert refused.value.message.endswith(".")


@pytest.mark.parametrize(
    "text",
    ["9" * 100_000, "1," * 50_000, " " * 100_000 + "x", "1 of " * 20_000, "(" * 50_000, "£-" * 50_000],
)
def test_a_flood_is_refused_at_once(text: str) -> None:
    begun = time.thread_time()  # of computing, however busy the machine is
    for kind in MeasureKind:
        with pytest.raises(FigureError) as refused:
            parse_figure(text, kind)
        assert len(refused.value.message) < 300
    assert time.thread_time() - begun < 5
