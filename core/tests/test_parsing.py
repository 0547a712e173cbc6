"""What people type, as it is understood, or the sentence that refuses it."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.figures import Figure, MeasureKind, format_figure
from core.parsing import FigureError, Reading, parse_figure, parse_ratio, whole

COUNT, PERCENTAGE, RATIO, MONEY = (
    MeasureKind.COUNT,
    MeasureKind.PERCENTAGE,
    MeasureKind.RATIO,
    MeasureKind.MONEY,
)
DAYS, RATE, SCORE, NUMBER = MeasureKind.DAYS, MeasureKind.RATE, MeasureKind.SCORE, MeasureKind.NUMBER

NO_BREAK, THIN, ZERO_WIDTH = "\u00a0", "\u2009", "\u200b"
IN_EXCEL = " In Excel, =ROUND(…, 4) does that."


def refusal(text: str, kind: MeasureKind) -> str:
    with pytest.raises(FigureError) as refused:
        parse_figure(text, kind)
    assert str(refused.value) == refused.value.message
    return refused.value.message


def answer_to(read: Callable[[], Reading]) -> Reading | str:
    """What was understood, or the sentence that refused it; any other error is one."""
    try:
        return read()
    except FigureError as refused:
        return refused.message


@pytest.mark.parametrize(
    ("text", "kind", "value", "echo"),
    [
        ("1,059,768", COUNT, "1059768", "1,059,768"),
        (" 12 ", COUNT, "12", "12"),
        ("0", COUNT, "0", "0"),
        ("-0", COUNT, "0", "0"),
        ("007", COUNT, "7", "7"),
        ("15.", COUNT, "15", "15"),
        ("15.00", COUNT, "15", "15"),
        (f"1{NO_BREAK}059{NO_BREAK}768", COUNT, "1059768", "1,059,768"),
        (f"1{THIN}059", COUNT, "1059", "1,059"),
        (f"{NO_BREAK}12{ZERO_WIDTH}", COUNT, "12", "12"),
        ("£1.06m", MONEY, "1060000", "£1,060,000"),
        ("£2.5k", MONEY, "2500", "£2,500"),
        ("£2.5 K", MONEY, "2500", "£2,500"),
        ("1.2 million", MONEY, "1200000", "£1,200,000"),
        ("£1bn", MONEY, "1000000000", "£1,000,000,000"),
        ("1059768", MONEY, "1059768", "£1,059,768"),
        ("£1,234.50", MONEY, "1234.50", "£1,234.50"),
        ("£0.0000001m", MONEY, "0.1", "£0.10"),
        ("-£500", MONEY, "-500", "−£500"),
        ("£-500", MONEY, "-500", "−£500"),
        ("(£500)", MONEY, "-500", "−£500"),
        ("95%", PERCENTAGE, "95", "95%"),
        ("95", PERCENTAGE, "95", "95%"),
        ("96.5 %", PERCENTAGE, "96.5", "96.5%"),
        ("95 per cent", PERCENTAGE, "95", "95%"),
        ("0.95%", PERCENTAGE, "0.95", "0.95%"),
        (".5%", PERCENTAGE, "0.5", "0.5%"),
        ("1.01", PERCENTAGE, "1.01", "1.01%"),
        ("0", PERCENTAGE, "0", "0%"),
        ("6 days", DAYS, "6", "6 days"),
        ("6 working days", DAYS, "6", "6 days"),
        ("1 Day", DAYS, "1", "1 day"),
        ("−5", SCORE, "-5", "−5"),
        ("–5", SCORE, "-5", "−5"),
        ("273.26", NUMBER, "273.26", "273.26"),
        ("12.5", RATE, "12.5", "12.5"),
        ("99999999999.9999", NUMBER, "99999999999.9999", "99,999,999,999.9999"),
    ],
)
def test_what_staff_type_is_understood(text: str, kind: MeasureKind, value: str, echo: str) -> None:
    assert parse_figure(text, kind) == Reading(figure=Figure.of(kind, Decimal(value)), echo=echo)


@pytest.mark.parametrize(
    ("text", "numerator", "denominator", "echo"),
    [
        ("57/57", 57, 57, "57 of 57 (100%)"),
        ("57 / 57", 57, 57, "57 of 57 (100%)"),
        ("57 of 57", 57, 57, "57 of 57 (100%)"),
        ("57 OF 57 (100%)", 57, 57, "57 of 57 (100%)"),
        ("57 out of 60", 57, 60, "57 of 60 (95%)"),
        ("57/57 100%", 57, 57, "57 of 57 (100%)"),
        ("63/67 (94%)", 63, 67, "63 of 67 (94%)"),
        ("22/23 (95.65%)", 22, 23, "22 of 23 (95.7%)"),
        ("1,059 of 1,060", 1059, 1060, "1,059 of 1,060 (99.9%)"),
    ],
)
def test_so_many_of_so_many_is_understood(text: str, numerator: int, denominator: int, echo: str) -> None:
    reading = parse_figure(text, RATIO)
    assert reading == Reading(figure=Figure.ratio(Decimal(numerator), Decimal(denominator)), echo=echo)


@pytest.mark.parametrize("text", ["*", " * ", "n/a", "N/A", "na", "Not collected", "not  collected", "n.a."])
@pytest.mark.parametrize("kind", list(MeasureKind))
def test_not_collected_is_a_statement_of_its_own(text: str, kind: MeasureKind) -> None:
    assert parse_figure(text, kind) == Reading(not_collected=True, echo="Not collected")


@pytest.mark.parametrize("text", ["", "   ", f"{NO_BREAK}{ZERO_WIDTH}", "\n\t"])
def test_a_blank_is_neither_nought_nor_not_collected(text: str) -> None:
    assert parse_figure(text, COUNT) == Reading(blank=True)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("about 15", COUNT, "“about 15” is not a number. Type 15, or * if it was not collected."),
        ("15 complaints", COUNT, "“15 complaints” is not a number. Type 15, or * if it was not collected."),
        ("1_000", COUNT, "“1_000” is not a number. Type 1000, or * if it was not collected."),
        ("１２", COUNT, "“１２” is not a number. Type 12, or * if it was not collected."),
        ("about 57", RATIO, "“about 57” is not a number. Type 57 of how many, or * if it was not collected."),
        ("~95", PERCENTAGE, "“~95” is not a number. Type 95%, or * if it was not collected."),
        ("nil", COUNT, "“nil” is not a number. Type a count, such as 15, or * if it was not collected."),
        ("1e5", COUNT, "“1e5” is not written in full. Type all its digits."),
        ("-", COUNT, "“-” may mean nought or nothing. Type 0, or * if it was not collected."),
        ("-5", COUNT, "“-5” is below nought, which this cannot be. Type 0 or more."),
        ("-1", RATIO, "“-1” is below nought, which this cannot be. Type 0 or more."),
        ("1.5", COUNT, "“1.5” is not a whole number. Type a count, such as 15."),
        (
            "5.5 of 6",
            RATIO,
            "“5.5 of 6” is not in whole numbers. Type how many of how many, such as 57 of 60.",
        ),
        ("£500", COUNT, "“£500” is an amount of money. Type a count, such as 15."),
        ("£1,234.50", COUNT, "“£1,234.50” is an amount of money. Type a count, such as 15."),
        ("£1,234", PERCENTAGE, "“£1,234” is an amount of money. Type a percentage, such as 95%."),
        ("£-1,234", DAYS, "“£-1,234” is an amount of money. Type a number of days, such as 6."),
        ("£1,234", RATIO, "“£1,234” is an amount of money. Type how many of how many, such as 57 of 60."),
        ("£1,23", COUNT, "“£1,23” is an amount of money. Type a count, such as 15."),
        ("£1,23", MONEY, "“£1,23” has a comma that is not between thousands. Type £1.23 or £123."),
        ("1,5%", PERCENTAGE, "“1,5%” has a comma that is not between thousands. Type 1.5% or 15%."),
        ("1,234%", COUNT, "“1,234%” is a percentage. Type a count, such as 15."),
        ("1,234%", MONEY, "“1,234%” is a percentage. Type an amount of money, such as £1,500."),
        ("95%", RATIO, "“95%” is a percentage. Type how many of how many, such as 57 of 60."),
        ("95%", MONEY, "“95%” is a percentage. Type an amount of money, such as £1,500."),
        ("57/60", COUNT, "“57/60” is two numbers. Type a count, such as 15."),
        ("57/60", PERCENTAGE, "“57/60” is two numbers. Type the percentage, which is 95%."),
        ("57/0", PERCENTAGE, "“57/0” is two numbers. Type a percentage, such as 95%."),
        ("1001%", PERCENTAGE, "“1001%” is beyond 1,000%. Type a percentage, such as 95%."),
        (
            "123456789012",
            COUNT,
            "“123456789012” is too large. Type at most 11 digits before the decimal point.",
        ),
        ("£100bn", MONEY, "“£100bn” is too large. Type at most 11 digits before the decimal point."),
        ("1.23456", NUMBER, "“1.23456” is too exact. Type at most 4 digits after the decimal point."),
        (
            "95.3333333333333%",
            PERCENTAGE,
            "“95.3333333333333%” is too exact. Type at most 4 digits after the decimal point." + IN_EXCEL,
        ),
        ("£1.234", MONEY, "“£1.234” is too exact. Type at most 2 digits after the decimal point."),
        (
            f"1.{'0' * 40}1",
            NUMBER,
            f"“1.{'0' * 28}…” is too exact. Type at most 4 digits after the decimal point.{IN_EXCEL}",
        ),
    ],
)
def test_what_is_not_understood_is_refused_with_what_would_be(
    text: str, kind: MeasureKind, message: str
) -> None:
    assert refusal(text, kind) == message


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("1,00", "1.00 or 100"),
        ("1,5", "1.5 or 15"),
        ("0,123", "0.123 or 0123"),
        ("1234,567", "1234.567 or 1234567"),
        ("1,0597", "1.0597 or 10597"),
        ("12,", "it without commas"),
        ("1,2,3", "it without commas"),
        ("10,59,768", "it without commas"),
        ("1,,059", "it without commas"),
    ],
)
def test_a_comma_stands_between_thousands_only(text: str, instead: str) -> None:
    assert refusal(text, NUMBER) == f"“{text}” has a comma that is not between thousands. Type {instead}."


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.95", "Is 0.95 meant as 0.95% or 95%? Type the % sign."),
        ("1", "Is 1 meant as 1% or 100%? Type the % sign."),
        ("-.5", "Is -.5 meant as -0.5% or -50%? Type the % sign."),
    ],
)
def test_a_share_of_one_is_a_question(text: str, message: str) -> None:
    assert refusal(text, PERCENTAGE) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("63/67 (90%)", "63 of 67 is 94%, but 90% was typed. Type 63 of 67 alone, or correct the counts."),
        (
            "63/67 (94.1%)",
            "63 of 67 is 94%, but 94.1% was typed. Type 63 of 67 alone, or correct the counts.",
        ),
        ("0 of 0 (100%)", "0 of 0 has no percentage. Type 0 of 0 alone."),
    ],
)
def test_a_percentage_that_its_counts_contradict_is_asked_about(text: str, message: str) -> None:
    assert refusal(text, RATIO) == message


@pytest.mark.parametrize(
    "text",
    ["12 k", "over 15", "15-20", "15 weeks", "two dozen 12", "<15", "15 to 20", "17 challenges 20", "$15"],
)
def test_a_number_that_words_may_change_is_not_offered(text: str) -> None:
    assert "Type a number of days, such as 6" in refusal(text, DAYS)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("12 345", COUNT),
        ("+5", SCORE),
        ("5%%", PERCENTAGE),
        ("57//57", RATIO),
        ("57/57100%", RATIO),
        ("57/57 (100%", RATIO),
        ("--5", SCORE),
        ("-(£5)", MONEY),
        ("(-£5)", MONEY),
        ("-£-5", MONEY),
        ("$5", MONEY),
        ("NaN", NUMBER),
        ("Infinity", NUMBER),
        ("0x10", NUMBER),
        ("１２", NUMBER),
        ("٣", COUNT),
        ("²", COUNT),
        (".", NUMBER),
        ("#N/A", NUMBER),
        ("06-Oct", RATIO),
        ("TRUE", COUNT),
    ],
)
def test_nothing_is_guessed(text: str, kind: MeasureKind) -> None:
    assert refusal(text, kind).startswith("“")


def test_a_long_entry_is_refused_without_being_repeated_whole() -> None:
    message = refusal("9" * 500, COUNT)
    assert message == f"“{'9' * 30}…” is too long for a figure. Type a count, such as 15."


def test_where_a_figure_is_compulsory_not_collected_is_not_offered() -> None:
    with pytest.raises(FigureError) as refused:
        parse_figure("about 1500", MONEY)
    assert refused.value.alone == "“about 1500” is not a number. Type 1500."


@pytest.mark.parametrize(
    ("text", "kind", "notes"),
    [
        ("60/40", RATIO, ("60 is more than 40: the part is above its whole.",)),
        ("5/0", RATIO, ("5 is more than 0: the part is above its whole.",)),
        ("0/0", RATIO, ("0 of 0 has no percentage, so it is not compared.",)),
        ("67", RATIO, ("A count alone has no percentage, so it is not compared.",)),
        ("120%", PERCENTAGE, ("This is more than 100%.",)),
        ("-2%", PERCENTAGE, ("This is below 0%.",)),
        ("100%", PERCENTAGE, ()),
        ("57/57", RATIO, ()),
    ],
)
def test_the_doubtful_is_kept_and_noted(text: str, kind: MeasureKind, notes: tuple[str, ...]) -> None:
    reading = parse_figure(text, kind)
    assert reading.figure is not None
    assert reading.notes == notes


@pytest.mark.parametrize(
    ("numerator", "denominator", "echo"),
    [
        ("57", "60", "57 of 60 (95%)"),
        ("57/60", "", "57 of 60 (95%)"),
        ("57 of 60", " ", "57 of 60 (95%)"),
        ("", "57/60", "57 of 60 (95%)"),
        ("57/60", "60", "57 of 60 (95%)"),
        ("57", "57 of 60", "57 of 60 (95%)"),
        ("1,057 of 1,060", "1060", "1,057 of 1,060 (99.7%)"),
        ("67", "", "67"),
        ("*", "", "Not collected"),
        ("", "", ""),
    ],
)
def test_two_boxes_are_read_together(numerator: str, denominator: str, echo: str) -> None:
    assert parse_ratio(numerator, denominator).echo == echo


@pytest.mark.parametrize(
    ("numerator", "denominator", "message"),
    [
        ("", "60", "Type how many of the 60, or clear both and mark it not collected."),
        ("*", "60", "Type how many of the 60, or clear both and mark it not collected."),
        ("57", "*", "“*” is not a number. Type how many there were in all, such as 60."),
        ("57/60", "61", "“57/60” and “61” do not agree. Clear one of the two boxes."),
        ("6", "57/60", "“6” and “57/60” do not agree. Clear one of the two boxes."),
        ("57/60", "6/10", "“57/60” and “6/10” do not agree. Clear one of the two boxes."),
        ("57/60", "many", "“57/60” and “many” do not agree. Clear one of the two boxes."),
        (
            "57/60 (90%)",
            "60",
            "57 of 60 is 95%, but 90% was typed. Type 57 of 60 alone, or correct the counts.",
        ),
    ],
)
def test_two_boxes_that_do_not_fit_are_refused(numerator: str, denominator: str, message: str) -> None:
    with pytest.raises(FigureError) as refused:
        parse_ratio(numerator, denominator)
    assert refused.value.message == message


# What holds for every figure and every text -----------------------------------------------------------------

WHOLE = st.integers(0, 10**11 - 1).map(Decimal)
DECIMALS = st.decimals(-(10**11) + 1, 10**11 - 1, places=4)
NOT_NEGATIVE = st.decimals(0, 10**11 - 1, places=4)
FIGURES = st.one_of(
    st.builds(Figure.of, st.just(COUNT), WHOLE),
    st.builds(Figure.of, st.just(MONEY), st.decimals(-(10**11) + 1, 10**11 - 1, places=2)),
    st.builds(Figure.of, st.just(PERCENTAGE), st.decimals(-1000, 1000, places=4)),
    st.builds(Figure.of, st.sampled_from([DAYS, RATE]), NOT_NEGATIVE),
    st.builds(Figure.of, st.sampled_from([SCORE, NUMBER]), DECIMALS),
    st.builds(Figure.ratio, WHOLE, st.one_of(st.none(), WHOLE)),
)
LIKELY_TEXT = st.text(alphabet=" 0123456789,./-%£kmn*ofdays()e_\u00a0\u2212", max_size=16)


@given(FIGURES)
def test_what_is_written_is_read_back(figure: Figure) -> None:
    for style in ("screen", "plain"):
        assert parse_figure(format_figure(figure, style), figure.kind).figure == figure


@given(st.one_of(st.text(max_size=80), LIKELY_TEXT), st.sampled_from(list(MeasureKind)))
@example("", COUNT)
@example("9" * 60, MONEY)
@example("." * 60, PERCENTAGE)
@example("-0%", PERCENTAGE)
@example("1/99999999999 (0.000000001%)", RATIO)
@example("99999999999/1 (9999999999900%)", RATIO)
def test_any_text_is_understood_or_refused_in_words(text: str, kind: MeasureKind) -> None:
    answer = answer_to(lambda: parse_figure(text, kind))
    if isinstance(answer, str):
        assert answer.endswith(".")
    else:
        assert sum((answer.figure is not None, answer.not_collected, answer.blank)) == 1
        assert parse_figure(answer.echo, kind) == answer


@given(LIKELY_TEXT, LIKELY_TEXT)
def test_any_two_texts_are_understood_or_refused_in_words(numerator: str, denominator: str) -> None:
    answer = answer_to(lambda: parse_ratio(numerator, denominator))
    assert (
        answer.endswith(".")
        if isinstance(answer, str)
        else answer.not_collected or answer.blank or answer.figure
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("12", 12),
        ("999999999", 999_999_999),
        ("1000000000", None),
        ("9" * 5_000, None),
        ("-1", None),
        ("", None),
        (" 1", None),
        ("\u0663", None),
        ("²", None),
    ],
)
def test_a_number_that_a_page_names_is_a_short_one_or_none(text: str, number: int | None) -> None:
    assert whole(text) == number
