"""What a return draws alike is kept: by its letters and its type, and not where somebody types at length."""

from django.utils.html import format_html

from performance.templatetags import returns

TEMPLATE = "<p>{}</p>"


def test_a_safe_text_and_one_of_the_same_letters_are_two() -> None:
    safe = format_html("<b>{}</b>", "Q1")

    assert returns._drawn(TEMPLATE, safe) == "<p><b>Q1</b></p>"
    assert returns._drawn(TEMPLATE, "<b>Q1</b>") == "<p>&lt;b&gt;Q1&lt;/b&gt;</p>"


def test_what_is_long_is_drawn_and_not_kept() -> None:
    kept = returns._kept.cache_info().currsize

    assert returns._drawn(TEMPLATE, "<" * 301) == f"<p>{'&lt;' * 301}</p>"
    assert returns._kept.cache_info().currsize == kept
