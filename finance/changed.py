"""What was changed on the pages that hold several records: pooled funds, prompt payment, how a year ended."""

from core.changes import Change, changes_in
from core.periods import FinancialYear as Period
from finance.models import FinancialPosition, PooledFund, PooledFundContribution, PromptPayment
from organisation.models import FinancialYear


def funds_changed() -> tuple[Change, ...]:
    return changes_in([PooledFund.history.all(), PooledFundContribution.history.all()])


def payments_changed(year: Period) -> tuple[Change, ...]:
    return changes_in([PromptPayment.history.filter(starts_on__range=(year.starts_on, year.ends_on))])


def position_changed(year: FinancialYear) -> tuple[Change, ...]:
    return changes_in([FinancialPosition.history.filter(year_id=year.pk)])
