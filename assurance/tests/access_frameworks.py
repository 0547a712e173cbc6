"""Who gets what from the pages of the assurance frameworks: everybody with a role reads them."""

from organisation.tests.builders_frameworks import make_framework
from organisation.tests.world import Address, World, answers


def addresses(world: World) -> list[Address]:
    framework = make_framework()
    return [
        Address("assurance:framework_list", get=answers()),
        Address("assurance:framework_detail", {"slug": framework.slug}, get=answers()),
    ]
