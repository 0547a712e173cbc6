"""Who gets what of what is published: everybody the same, and nobody anything that is not; two people decide."""

from assurance.models import Publication
from assurance.publishing import actions
from assurance.tests.builders import make_audience
from assurance.tests.builders_publishing import (
    make_committee,
    make_correction,
    make_frozen,
    make_private_audience,
    make_published,
    make_ready,
    two_people,
)
from organisation.rights import Permission, roles_holding
from organisation.tests.builders import make_quarter
from organisation.tests.world import ANONYMOUS, Address, World, answers

PUBLISHERS = roles_holding(Permission.PUBLISH)
PRODUCERS = roles_holding(Permission.PRODUCE_REPORTS)
NOT_FILLED_IN, REDIRECT, NOT_THERE, GONE = 422, 302, 404, 410
NOBODY_POSTS = answers(others=405, code=405) | {ANONYMOUS: 405}
FILES = ({"format": "xlsx"}, {"format": "json"}, {"format": "zip"})


def addresses(world: World) -> list[Address]:
    return [*_public(world), *_deciding(world), *_lists()]


def everybody(code: int = 200) -> dict[str, int]:
    return answers(others=code, code=code) | {ANONYMOUS: code}


def _public(world: World) -> list[Address]:
    """What is published is everybody's; withdrawn, proposed, declined and private reports are nobody's here."""
    snapshot = make_frozen(quarter=world.locked, version=10)
    published = make_published(snapshot=snapshot)
    first, second = two_people()
    withdrawn = make_published(snapshot=snapshot, audience=make_audience("withdrawn"))
    actions.withdraw(publication=withdrawn, by=first, reason="It named somebody.")
    proposed = actions.propose(
        report=make_ready(snapshot=snapshot, audience=make_audience("proposed")), by=first
    )
    declined = actions.propose(
        report=make_ready(snapshot=snapshot, audience=make_audience("declined")), by=first
    )
    actions.decline(publication=declined, by=second, reason="Not yet.")
    private = make_ready(snapshot=snapshot, audience=make_private_audience())
    newer = make_correction(published)
    quarter, year = {"quarter": world.locked.slug}, {"year": world.locked.year.slug}
    silent = {"quarter": make_quarter(slug="2013-14-Q2", state="reported").slug}
    opened = [
        Address("assurance:published"),
        Address("assurance:published_feed"),
        Address("assurance:published_sitemap"),
        Address("assurance:published_schema"),
        Address("assurance:robots"),
        Address("assurance:published_year", year),
        Address("assurance:published_quarter", quarter),
        Address("assurance:published_then_and_now", quarter),
        *_of(published),
        *_of(newer),
    ]
    shut = [
        Address("assurance:published_quarter", silent),
        Address("assurance:published_then_and_now", silent),
        Address("assurance:published_quarter", {"quarter": world.open.slug}),
        Address("assurance:published_then_and_now", {"quarter": world.open.slug}),
        Address("assurance:published_year", {"year": "2014-15"}),
        *_of(proposed, whose="proposed"),
        *_of(declined, whose="declined"),
        *_at({"quarter": world.locked.slug, "slug": private.made_for.slug, "version": 1}, whose="Part 2"),
        Address("assurance:published_latest", {**quarter, "slug": proposed.slug}, whose="proposed"),
    ]
    gone = [
        *_of(withdrawn, whose="withdrawn"),
        Address("assurance:published_latest", {**quarter, "slug": withdrawn.slug}, whose="withdrawn"),
    ]
    latest = Address("assurance:published_latest", {**quarter, "slug": newer.slug}, get=everybody(REDIRECT))
    return [
        *(_answered(each, everybody()) for each in opened),
        *(_answered(each, everybody(NOT_THERE)) for each in shut),
        *(_answered(each, everybody(GONE)) for each in gone),
        _answered(latest, everybody(REDIRECT)),
    ]


def _answered(address: Address, get: dict[str, int]) -> Address:
    return Address(address.name, address.kwargs, get=get, post=NOBODY_POSTS, whose=address.whose)


def _of(publication: Publication, whose: str = "published") -> list[Address]:
    return _at(publication.address, whose)


def _at(address: dict[str, object], whose: str) -> list[Address]:
    """Every address of one report."""
    return [
        Address("assurance:published_report", address, whose=whose),
        Address("assurance:published_read", address, whose=whose),
        Address("assurance:published_pdf", address, whose=whose),
        *(Address("assurance:published_data", {**address, **each}, whose=whose) for each in FILES),
        Address("assurance:published_table", {**address, "table": "kpi-figures"}, whose=whose),
    ]


def _deciding(world: World) -> list[Address]:
    """Everybody who reads here may read what was decided; the assurance team and directors decide."""
    snapshot = make_frozen(quarter=world.locked, version=20)
    first, _ = two_people()
    ready = make_ready(snapshot=snapshot, audience=make_audience("ready"))
    waiting = actions.propose(
        report=make_ready(snapshot=snapshot, audience=make_audience("waiting")), by=first
    )
    standing = make_published(snapshot=snapshot, audience=make_audience("standing"))
    gone = [
        make_published(snapshot=snapshot, audience=make_audience(slug)) for slug in ("confirmed", "put-back")
    ]
    for each in gone:
        actions.withdraw(publication=each, by=first, reason="It named somebody.")
    own = {"pk": waiting.pk}
    form = {"get": answers(PUBLISHERS), "post": answers(PUBLISHERS, code=NOT_FILLED_IN)}
    return [
        Address("assurance:publication_list", get=answers()),
        Address("assurance:publication_detail", own, get=answers()),
        Address("assurance:publication_propose", {"pk": ready.pk}, **_proposed()),
        Address("assurance:publication_decline", own, **form),
        Address("assurance:publication_withdraw", {"pk": standing.pk}, **form),
        Address("assurance:publication_publish", own, post=answers(PUBLISHERS, code=REDIRECT)),
        Address("assurance:publication_confirm", {"pk": gone[0].pk}, post=answers(PUBLISHERS, code=REDIRECT)),
        Address(
            "assurance:publication_put_back", {"pk": gone[1].pk}, post=answers(PUBLISHERS, code=REDIRECT)
        ),
        Address("assurance:then_and_now", get=answers()),
    ]


def _proposed() -> dict[str, dict[str, int]]:
    """An empty form proposes a report that corrects nothing, because there is nothing that must be said."""
    return {"get": answers(PUBLISHERS), "post": answers(PUBLISHERS, code=REDIRECT)}


def _lists() -> list[Address]:
    form = {"get": answers(PRODUCERS), "post": answers(PRODUCERS, code=NOT_FILLED_IN)}
    return [
        Address("assurance:committee_list", get=answers(PRODUCERS)),
        Address("assurance:committee_add", **form),
        Address("assurance:committee_edit", {"slug": make_committee().slug}, **form),
    ]
