"""Where a figure made of several rows is from. Pure."""

from collections.abc import Iterable

from core.models import Provenanced
from core.provenance import Provenance


def common_provenance(rows: Iterable[Provenanced]) -> str:
    """What all rows say; a sum with anything illustrative in it is illustrative; of other mixtures it is derived."""
    found = {row.provenance for row in rows}
    if Provenance.ILLUSTRATIVE in found:
        return Provenance.ILLUSTRATIVE.value
    return found.pop() if len(found) == 1 else (Provenance.DERIVED.value if found else "")


def common_source(rows: Iterable[Provenanced]) -> str:
    """The documents the rows were taken from, each named once, in their order."""
    return "; ".join(dict.fromkeys(row.source for row in rows if row.source))
