"""Every figure can say where it is from."""

from core.provenance import Provenance


def test_every_provenance_says_what_it_means() -> None:
    assert [origin.label for origin in Provenance] == [
        "Published",
        "Returned",
        "Imported",
        "Derived",
        "Illustrative",
    ]
    assert all(origin.meaning for origin in Provenance)
