"""The assurance team is written to when a KPI is proposed: each once, by the queue, unless they have stopped that."""

from typing import Any
from unittest import mock

import pytest
from celery.exceptions import Retry
from django.core import mail
from kombu.exceptions import OperationalError

from core.letters import Delivery, Outcome
from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter, make_user
from performance.definition import proposal_notices, proposals
from performance.models import KPIProposal, ProposalState
from performance.reminders import stopping
from performance.tasks import send_proposal_letter
from performance.tests.builders import make_kpi

pytestmark = pytest.mark.django_db


def propose(callbacks: Any) -> KPIProposal:
    """A retirement, asked for by a contributor; what is done after the commit is done."""
    changes = {"last_quarter": make_quarter(slug="2014-15-Q1"), "reason": "Nobody reads it"}
    contributor = make_user(role=Role.CONTRIBUTOR, title="Contributor, Quality")
    kpi = make_kpi(name="Inspections")
    with callbacks(execute=True):
        return proposals.propose_retirement(kpi=kpi, changes=changes, by=contributor, expected_version=1)


def test_the_team_is_told_and_nobody_else(django_capture_on_commit_callbacks: Any) -> None:
    make_user(role=Role.ASSURANCE, email="team@example.org")
    stopping.stop(person=make_user(role=Role.ASSURANCE, email="stopped@example.org"))
    left = make_user(role=Role.ASSURANCE, email="left@example.org")
    left.is_active = False
    left.save()
    make_user(role=Role.APPROVER, directorate=make_directorate(), email="approver@example.org")

    with mock.patch.object(send_proposal_letter, "delay", lambda *sent: send_proposal_letter.apply(sent)):
        proposal = propose(django_capture_on_commit_callbacks)

    (letter,) = mail.outbox
    assert letter.to == ["team@example.org"]
    assert letter.subject == "KPI proposed by Quality: Inspections"
    assert "Contributor, Quality proposes: retirement, “Inspections”." in letter.body
    assert "Why: Nobody reads it" in letter.body
    assert proposal.get_absolute_url() in letter.body
    assert "no longer have to do with these KPIs, you can stop" in letter.body


def test_what_is_answered_by_then_is_not_written_of_and_a_server_that_is_away_is_asked_again(
    django_capture_on_commit_callbacks: Any,
) -> None:
    person = make_user(role=Role.ASSURANCE)
    with mock.patch.object(send_proposal_letter, "delay", side_effect=OperationalError("refused")) as rung:
        proposal = propose(django_capture_on_commit_callbacks)
    rung.assert_called_once_with(proposal.pk, person.pk)

    away = mock.patch.object(proposal_notices, "deliver", return_value=Delivery(Outcome.LATER))
    with away, mock.patch.object(send_proposal_letter, "retry", return_value=Retry()), pytest.raises(Retry):
        send_proposal_letter(proposal.pk, person.pk)
    KPIProposal.objects.update(state=ProposalState.WITHDRAWN)
    send_proposal_letter(proposal.pk, person.pk)

    assert mail.outbox == []
