"""What programmes put into the assurance pack of a quarter."""

from datetime import date

from organisation.models import Quarter
from programmes.pages import ProgrammesPart
from programmes.portfolio import build_portfolio
from programmes.register import build_register


def build_programmes_part(quarter: Quarter, *, today: date) -> ProgrammesPart:
    """Projects with their RAG of the quarter and milestones as known today; risks as they stood at its end.

    Five queries, whatever there is.
    """
    return ProgrammesPart(
        portfolio=build_portfolio(quarter, known_by=today), register=build_register(quarter, today=today)
    )
