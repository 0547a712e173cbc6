"""The way of a report to the public: its moves, from where, and what is said when one is not open.

The table is the rule. The button asks the same check as the action, so screen and rule cannot disagree, and
`docs/publication-workflow.md` is written from it.
"""

from dataclasses import dataclass

from django.db.models import TextChoices

from assurance.models import Publication, PublicationState, Report, ReportState
from core.refusals import Refused
from organisation.models import User
from organisation.rights import RIGHTS, Permission


class Move(TextChoices):
    """What can be done with a report that may be published."""

    PROPOSE = "propose", "Propose"
    PUBLISH = "publish", "Publish"
    DECLINE = "decline", "Do not publish"
    REPLACE = "replace", "Replace by a correction"
    WITHDRAW = "withdraw", "Withdraw"
    CONFIRM = "confirm", "Confirm the withdrawal"
    PUT_BACK = "put-back", "Put back"


@dataclass(frozen=True)
class Rule:
    """From which states a move leads where. A proposal begins with the report itself, so it has no origin."""

    origins: tuple[PublicationState, ...]
    to: PublicationState
    who: str


State = PublicationState
RULES: dict[Move, Rule] = {
    Move.PROPOSE: Rule((), State.PROPOSED, "one of {who}"),
    Move.PUBLISH: Rule((State.PROPOSED,), State.PUBLISHED, "another of {who}"),
    Move.DECLINE: Rule((State.PROPOSED,), State.DECLINED, "any of {who}, the proposer as well"),
    Move.REPLACE: Rule((State.PUBLISHED,), State.REPLACED, "the portal, when the correction is published"),
    Move.WITHDRAW: Rule((State.PUBLISHED, State.REPLACED), State.WITHDRAWN, "any of {who}, at once"),
    Move.CONFIRM: Rule((State.WITHDRAWN,), State.WITHDRAWN, "another of {who}, afterwards"),
    Move.PUT_BACK: Rule((State.WITHDRAWN,), State.PUBLISHED, "another of {who}, instead of confirming"),
}

_SAID: dict[PublicationState, str] = {
    State.PROPOSED: "It has been proposed, and waits for a second person.",
    State.PUBLISHED: "It has been published already.",
    State.REPLACED: "It has been published, and replaced by a correction.",
    State.WITHDRAWN: "It has been withdrawn.",
    State.DECLINED: "It was decided not to publish it. It can be proposed again.",
}
TWO_PEOPLE = "You proposed this report yourself. A second person looks at it and publishes it."
WITHDRAWN_ALONE = "You withdrew this report yourself. A second person confirms it, or puts the report back."
WAS_PUT_BACK = "Put back: it was wrongly withdrawn"
"""The reason in its history, by which the feed knows when."""
CONFIRMED = "Its withdrawal has been confirmed, so it stays. Propose the report anew to publish it again."
POSITION = "It says how a quarter stood that was open. Publish the report of the locked quarter."
PRIVATE = "This is a Part 2 report. Only a report for an audience of Part 1 can be published."


@dataclass(frozen=True)
class Standing:
    """What decides whether a report may be published now, besides the report itself.

    `reopened` are the quarters it is made of that are not locked, `locked_again` the snapshots that have taken the
    place of those it is made of; `newer` is the highest version that is ready for the same quarter and audience, if it
    is higher; `live` what was proposed or published of this very report; `proposed` another version that waits for its
    second person, `published` another that stands published. What was public when it was made may be private now: its
    audience, sections of it, risks in it.
    """

    reopened: tuple[str, ...] = ()
    locked_again: tuple[str, ...] = ()
    newer: int | None = None
    live: PublicationState | None = None
    proposed: int | None = None
    published: int | None = None
    is_private: bool = False
    private_sections: tuple[str, ...] = ()
    private_risks: tuple[str, ...] = ()


# Checks ---------------------------------------------------------------------------------------------------


def check_propose(report: Report, standing: Standing, by: User) -> None:
    """Whether this report may be proposed now by this person. Raises Refused."""
    _check_person(by)
    if standing.live:
        raise Refused(_SAID[standing.live])
    check_publishable(report, standing)
    if standing.proposed:
        raise Refused(
            f"Version {standing.proposed} has been proposed, and waits for a second person. Decide about it first."
        )


def check_publishable(report: Report, standing: Standing) -> None:
    """What must hold when it is proposed, and still when it is published."""
    check_public(report, standing)
    if report.state != ReportState.READY:
        raise Refused("This report is not ready, so it cannot be published.")
    if report.damage:
        raise Refused("The stored file of this report is damaged. Make it again first.")
    if report.snapshot.is_position:
        raise Refused(POSITION)
    if standing.reopened:
        have = "have" if len(standing.reopened) > 1 else "has"
        raise Refused(
            f"{' and '.join(standing.reopened)} {have} been reopened: figures are being corrected. Lock it first."
        )
    if standing.newer:
        raise Refused(f"There is a newer version of this report. Publish version {standing.newer}.")
    if standing.locked_again:
        raise Refused(f"Locked again since: {'; '.join(standing.locked_again)}. Make the report anew.")


def check_public(report: Report, standing: Standing) -> None:
    """Whether it may be read by everybody, as it was made and as things are marked now."""
    if not report.made_for.is_public:
        raise Refused(PRIVATE)
    if standing.is_private:
        raise Refused(f"Reports for {report.audience} belong to Part 2 since. Only Part 1 can be published.")
    if standing.private_sections:
        raise Refused(f"Private since it was made: {', '.join(standing.private_sections)}. Make it anew.")
    if standing.private_risks:
        raise Refused(
            f"Private since it was frozen: {', '.join(standing.private_risks)}. "
            "Reopen the quarter and lock it again, and make the report of that."
        )


def check_publish(publication: Publication, standing: Standing, by: User) -> None:
    """Whether a proposal may be published by this person: not by the one who proposed it. Raises Refused."""
    _check_move(Move.PUBLISH, publication, by)
    check_publishable(publication.report, standing)
    if publication.proposed_by_id == by.pk:
        raise Refused(TWO_PEOPLE)


def check_decline(publication: Publication, by: User) -> None:
    _check_move(Move.DECLINE, publication, by)


def check_withdraw(publication: Publication, by: User) -> None:
    _check_move(Move.WITHDRAW, publication, by)


def check_confirm(publication: Publication, by: User) -> None:
    """Whether this person may say that it was right to withdraw it: not the one who did. Raises Refused."""
    _check_second(Move.CONFIRM, publication, by)


def check_put_back(publication: Publication, standing: Standing, by: User) -> None:
    """Whether it may be read by everybody again, as it was: nothing has taken its place since. Raises Refused."""
    _check_second(Move.PUT_BACK, publication, by)
    check_public(publication.report, standing)
    if standing.live:
        raise Refused(_SAID[standing.live])
    if standing.published and not publication.was_replaced:
        raise Refused(f"Version {standing.published} has been published since, so this one stays withdrawn.")


def _check_second(move: Move, publication: Publication, by: User) -> None:
    _check_move(move, publication, by)
    if publication.confirmed_at:
        raise Refused(CONFIRMED)
    if publication.ended_by_id == by.pk:
        raise Refused(WITHDRAWN_ALONE)


def _check_move(move: Move, publication: Publication, by: User) -> None:
    _check_person(by)
    if publication.state not in RULES[move].origins:
        raise Refused(_SAID[PublicationState(publication.state)])


def _check_person(by: User) -> None:
    if not by.may(Permission.PUBLISH):
        raise Refused(f"Your account may not {Permission.PUBLISH.label}.")


# The diagram ----------------------------------------------------------------------------------------------


def as_markdown() -> str:
    """The table as a page of `docs/`, with its diagram."""
    return "\n".join(
        [
            "# The way of a report to the public",
            "",
            "Written from the table in `assurance/publishing/workflow.py` by `manage.py write_publication_workflow`.",
            "",
            "```mermaid",
            "stateDiagram-v2",
            *(f'    state "{state.label}" as {state.value}' for state in State),
            *_arrows(),
            "```",
            "",
            "| move | from | to | who |",
            "|---|---|---|---|",
            *(_line(move, rule) for move, rule in RULES.items()),
            "",
            "A report is proposed when it is ready and its file whole, its audience of Part 1, each quarter that it is",
            "made of locked and not locked again since, no newer version ready, and nothing in it marked as Part 2",
            "since; all of that is asked again when it is published. What was made of a quarter that was open is not",
            "published. Without an account, a report can be read while it is published or replaced by a correction. A",
            "published report is never changed.",
            "",
            "One person withdraws it, because it is urgent; a second one confirms that afterwards, or puts it back as",
            "it was, unless it was proposed again or another version published meanwhile.",
            "",
        ]
    )


def _arrows() -> list[str]:
    return [
        f"    {origin} --> {rule.to.value}: {move.label}"
        for move, rule in RULES.items()
        for origin in ([state.value for state in rule.origins] or ["[*]"])
    ]


def _line(move: Move, rule: Rule) -> str:
    roles = " and ".join(role.label.lower() for role in RIGHTS[Permission.PUBLISH])
    origins = ", ".join(origin.label.lower() for origin in rule.origins) or "a ready report"
    return f"| {move.label} | {origins} | {rule.to.label.lower()} | {rule.who.format(who=roles)} |"
