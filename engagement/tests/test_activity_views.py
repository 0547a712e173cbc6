"""The pages of one activity: what is read, typed and refused, closing it, its feedback and its standards."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core import trail
from core.models import Event
from engagement.models import EngagementActivity, Feedback, StandardAnswer
from engagement.tests.builders import make_activity, make_audience, make_feedback, make_standard
from engagement.tests.reading import body, page

pytestmark = pytest.mark.django_db

State = EngagementActivity.State


def test_an_activity_says_what_can_change_and_what_cannot(member: Client) -> None:
    activity = make_activity(
        can_change="Opening hours", cannot_change="The number of sites: the budget is fixed"
    )

    text = page(member, "activity_detail", activity.slug)

    assert "Opening hours" in text
    assert "The number of sites: the budget is fixed" in text
    assert "Change the activity" not in text


def test_a_few_people_are_never_counted_out_not_even_in_the_history(team: Client, member: Client) -> None:
    activity = make_activity(took_part=57, starts_on=date(2014, 6, 3))
    team.post(edit_of(activity), typed(took_part="3", reached="3"))

    text = page(member, "activity_detail", activity.slug)

    assert "fewer than 5" in text
    assert "57" in text
    assert "became</span> fewer than 5" in text
    assert "became</span> 3" not in text


def test_an_activity_without_feedback_says_that_it_cannot_be_closed(member: Client) -> None:
    text = page(member, "activity_detail", make_activity().slug)

    assert "The activity cannot be closed without it, or without a reason." in text


def typed(**changes: object) -> dict[str, object]:
    """What the form of an activity sends."""
    return {
        "version": "1",
        "title": "Walk-in centre survey",
        "kind": "survey",
        "state": "under-way",
        "starts_on_day": "3",
        "starts_on_month": "June",
        "starts_on_year": "2014",
        "purpose": "To learn what people need at weekends.",
    } | changes


def edit_of(activity: EngagementActivity) -> str:
    return reverse("engagement:activity_edit", args=[activity.slug])


def test_an_activity_is_recorded_with_those_it_is_for(team: Client) -> None:
    carers = make_audience(name="Carers")

    response = team.post(
        reverse("engagement:activity_create"), typed(version="0", audiences=[carers.pk], took_part="1,240")
    )

    activity = EngagementActivity.objects.get()
    assert response.url == activity.get_absolute_url()
    assert activity.slug == "walk-in-centre-survey"
    assert list(activity.audiences.all()) == [carers]
    assert activity.provenance == "returned"
    assert activity.starts_on == date(2014, 6, 3)
    assert not Event.objects.of(activity).exists(), "what it began with is no change"


def test_whom_it_is_for_now_and_was_before_stands_in_its_history(team: Client, member: Client) -> None:
    carers, young = make_audience(name="Carers"), make_audience(name="Young people")
    activity = make_activity()
    activity.audiences.set([carers])
    both = [carers.pk, young.pk]

    team.post(edit_of(activity), typed(audiences=both))
    team.post(edit_of(activity), typed(version="2", audiences=both, place="Poole"))

    assert "Audiences from Carers to Carers, Young people." in page(member, "activity_detail", activity.slug)
    (event,) = Event.objects.of(activity)
    assert (event.kind, event.actor.title) == ("choices-changed", "Engagement team")


def test_a_long_list_of_choices_says_what_came_and_what_went(team: Client) -> None:
    activity = make_activity()
    many = [make_audience(name=f"People who live in locality {number}") for number in range(12)]
    trail.choose(activity, "audiences", many[:-1], by=None)
    trail.choose(activity, "audiences", many[1:], by=None)

    last = Event.objects.of(activity).first()
    assert last is not None
    assert last.sentence == (
        "Audiences: added People who live in locality 11; taken off People who live in locality 0"
    )


@pytest.mark.parametrize("title", ["New", "Principles", "You said, we did", "Projects"])
def test_a_title_never_takes_the_address_of_another_page(team: Client, title: str) -> None:
    response = team.post(reverse("engagement:activity_create"), typed(version="0", title=title))

    assert response.status_code == 302
    assert team.get(response.url).status_code == 200
    assert EngagementActivity.objects.get().slug.endswith("-2")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Fill in"),
        ({"starts_on_month": "13"}, "must be a real date"),
        ({"starts_on_day": "", "starts_on_month": "", "starts_on_year": ""}, "Give the first day or"),
        (
            {"starts_on_day": "", "starts_on_month": "", "starts_on_year": "", "date_text": "In summer"},
            "Name the financial year, like 2015/16",
        ),
        (
            {"ends_on_day": "2", "ends_on_month": "6", "ends_on_year": "2014"},
            "The last day is before the first.",
        ),
        ({"starts_on_year": "2015"}, "It has not begun: it is planned."),
        ({"reached": "10", "took_part": "11"}, "More people took part than were reached."),
        ({"took_part": "many"}, "is not a number"),
        ({"took_part": "-1"}, "below nought"),
        ({"took_part": "12.5"}, "whole number"),
        ({"took_part": "99999999999"}, "whole number"),
        ({"kind": "party"}, "Choose one of the answers listed."),
        ({"state": "closed"}, "Choose one of the answers listed."),
    ],
)
def test_what_will_not_do_is_refused_and_nothing_is_lost(
    team: Client, changes: dict[str, str], sentence: str
) -> None:
    response = team.post(reverse("engagement:activity_create"), typed(version="0", **changes))

    assert response.status_code == 422
    assert sentence in body(response)
    assert "To learn what people need at weekends." in body(response)
    assert not EngagementActivity.objects.exists()


def test_a_published_figure_that_is_changed_is_the_teams_from_then_on(team: Client) -> None:
    activity = make_activity(took_part=6_000)
    team.post(edit_of(activity), typed(took_part="6000"))
    activity.refresh_from_db()
    before = activity.provenance

    team.post(edit_of(activity), typed(version="2", took_part="6100"))

    activity.refresh_from_db()
    assert (before, activity.provenance) == ("published", "returned")


def test_two_people_at_one_activity_are_asked_where_both_changed(team: Client, colleague: Client) -> None:
    activity = make_activity(title="Survey", place="Poole", purpose="To learn what people need at weekends.")
    colleague.post(edit_of(activity), typed(title="Survey", kind="event", place="Wareham"))

    response = team.post(edit_of(activity), typed(title="Survey", kind="event", place="Swanage"))

    activity.refresh_from_db()
    assert response.status_code == 409
    assert activity.place == "Wareham"
    assert "Wareham" in body(response)
    assert "Swanage" in body(response)
    assert 'name="keep_place" id=' in body(response)
    assert 'name="keep_title" id=' not in body(response)


# Closing --------------------------------------------------------------------------------------------------------------


CLOSE = {
    "version": "1",
    "closed_on_day": "8",
    "closed_on_month": "7",
    "closed_on_year": "2014",
    "no_change_reason": "",
}


def close_of(activity: EngagementActivity) -> str:
    return reverse("engagement:activity_close", args=[activity.slug])


def test_it_is_not_closed_without_feedback_or_a_reason(team: Client) -> None:
    activity = make_activity()

    response = team.post(close_of(activity), CLOSE)

    activity.refresh_from_db()
    assert response.status_code == 409
    assert "People have not been told what came of this." in body(response)
    assert activity.state == State.UNDER_WAY


def test_it_is_closed_with_feedback(team: Client) -> None:
    activity = make_activity()
    make_feedback(activity=activity)

    team.post(close_of(activity), CLOSE)

    activity.refresh_from_db()
    assert (activity.state, activity.closed_on) == (State.CLOSED, date(2014, 7, 8))


def test_it_is_closed_with_the_reason_why_nothing_changed(team: Client, member: Client) -> None:
    activity = make_activity()

    team.post(close_of(activity), CLOSE | {"no_change_reason": "The contract runs until 2015."})

    assert "The contract runs until 2015." in page(member, "activity_detail", activity.slug)


def test_it_is_not_closed_before_it_is_over(team: Client) -> None:
    activity = make_activity(starts_on=date(2014, 7, 1), ends_on=date(2014, 7, 31))
    make_feedback(activity=activity)

    opened, sent = team.get(close_of(activity)), team.post(close_of(activity), CLOSE)

    assert "It goes on until 31 July 2014." in body(opened)
    assert sent.status_code == 409
    assert "It goes on until 31 July 2014." in body(sent)


def test_a_second_click_closes_nothing_twice(team: Client) -> None:
    activity = make_activity()
    make_feedback(activity=activity)

    team.post(close_of(activity), CLOSE)
    again = team.post(close_of(activity), CLOSE)

    assert again.status_code == 409


def test_a_closed_activity_is_changed_only_once_it_is_reopened(team: Client) -> None:
    activity = make_activity(state=State.CLOSED)
    refused = team.post(edit_of(activity), typed())
    reopened = team.post(
        reverse("engagement:activity_reopen", args=[activity.slug]),
        {"version": "1", "reason": "A second meeting."},
    )
    accepted = team.post(edit_of(activity), typed(version="2"))

    assert refused.status_code == 409
    assert "This activity is closed. Reopen it first." in body(refused)
    assert reopened.status_code == 302
    assert accepted.status_code == 302
    assert activity.history.filter(history_change_reason="Reopened: A second meeting.").exists()


# Feedback -------------------------------------------------------------------------------------------------------------


FEEDBACK = {"version": "0", "said": "Hold events closer to home.", "did": "", "no_change_reason": ""}


@pytest.mark.parametrize(
    "answer", [{"did": "Two were held in Wareham."}, {"no_change_reason": "The hall has the only ramp."}]
)
def test_feedback_says_what_was_done_or_why_nothing_changed(team: Client, answer: dict[str, str]) -> None:
    activity = make_activity()

    response = team.post(reverse("engagement:feedback_create", args=[activity.slug]), FEEDBACK | answer)

    assert response.url.endswith(f"/{activity.slug}/#feedback")
    assert Feedback.objects.get().provenance == "returned"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Say what was done, or below why nothing changed."),
        ({"said": ""}, "Fill in"),
        (
            {"did": "x", "given_on_day": "9", "given_on_month": "7", "given_on_year": "2014"},
            "This day is still to come.",
        ),
    ],
)
def test_feedback_that_tells_nothing_is_refused(team: Client, changes: dict[str, str], sentence: str) -> None:
    activity = make_activity()

    response = team.post(reverse("engagement:feedback_create", args=[activity.slug]), FEEDBACK | changes)

    assert response.status_code == 422
    assert sentence in body(response)


def test_feedback_is_changed_with_both_versions_in_view(team: Client, colleague: Client) -> None:
    feedback = make_feedback(activity=make_activity())
    url = reverse("engagement:feedback_edit", args=[feedback.activity.slug, feedback.pk])
    sent = FEEDBACK | {"version": "1", "did": "We wrote to them."}

    first, second = colleague.post(url, sent), team.post(url, sent | {"did": "We rang them."})

    feedback.refresh_from_db()
    assert (first.status_code, second.status_code) == (302, 409)
    assert feedback.did == "We wrote to them."


def test_feedback_of_another_activity_is_not_found(team: Client) -> None:
    feedback, other = make_feedback(activity=make_activity()), make_activity()

    url = reverse("engagement:feedback_edit", args=[other.slug, feedback.pk])

    assert team.get(url).status_code == 404


def test_feedback_is_removed_after_a_question(team: Client) -> None:
    feedback = make_feedback(activity=make_activity())
    url = reverse("engagement:feedback_remove", args=[feedback.activity.slug, feedback.pk])

    asked, gone = team.get(url), team.post(url, {"version": "1"})

    assert "Remove this feedback?" in body(asked)
    assert gone.status_code == 302
    assert not Feedback.objects.exists()


def test_a_closed_activity_keeps_the_feedback_it_was_closed_with(team: Client) -> None:
    feedback = make_feedback(activity=make_activity(state=State.CLOSED))
    url = reverse("engagement:feedback_remove", args=[feedback.activity.slug, feedback.pk])

    response = team.post(url, {"version": "1"})

    assert response.status_code == 409
    assert "The activity was closed with this feedback alone." in body(response)
    assert Feedback.objects.exists()


# Standards ------------------------------------------------------------------------------------------------------------


def answers_of(version: int = 1, **changes: str) -> dict[str, str]:
    empty = {f"answer_{number}": "not-answered" for number in (1, 2)}
    return {"version": str(version)} | empty | {f"explanation_{n}": "" for n in (1, 2)} | changes


def standards_of(activity: EngagementActivity) -> str:
    make_standard(number=1, name="Honesty")
    make_standard(number=2, name="Support")
    return reverse("engagement:standards_edit", args=[activity.slug])


def test_each_standard_is_answered(team: Client) -> None:
    activity = make_activity()

    team.post(
        standards_of(activity),
        answers_of(answer_1="met", answer_2="not-met", explanation_2="There was no interpreter."),
    )

    text = page(team, "activity_detail", activity.slug)
    assert "1 of 2 standards met, 1 not met." in text
    assert "There was no interpreter." in text


def test_a_standard_not_met_says_why(team: Client) -> None:
    activity = make_activity()

    response = team.post(standards_of(activity), answers_of(answer_1="not-met", explanation_2="Kept."))

    assert response.status_code == 422
    assert "Honesty: say why it was not met." in body(response)
    assert "Kept." in body(response)
    assert not StandardAnswer.objects.exists()


def test_two_people_answer_different_standards_and_both_are_kept(team: Client, colleague: Client) -> None:
    activity = make_activity()
    url = standards_of(activity)
    colleague.post(url, answers_of(answer_1="met"))

    shown = team.post(url, answers_of(answer_2="met"))
    kept = team.post(
        url,
        answers_of(answer_2="met", seen="2", keep_answer_1="theirs"),
    )

    assert shown.status_code == 409
    assert 'name="keep_answer_1" value="theirs"' in body(shown)
    assert kept.status_code == 302
    assert set(activity.standard_answers.values_list("standard__number", "answer")) >= {
        (1, "met"),
        (2, "met"),
    }
