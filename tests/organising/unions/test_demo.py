"""What the demonstration says of unions: a tree of all places, committees, terms that end, a group and a list."""

from __future__ import annotations

from collections import Counter

import pytest

from guildhall.base.notices.models import Notice
from guildhall.base.organisations.models import Organisation
from guildhall.base.places.contracts import PlaceKind
from guildhall.base.places.models import Place
from guildhall.kernel.actor import Role
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.demo import fill_territory, fill_unions
from guildhall.organising.unions.models import Certificate, CompanyLink, KeyEntry, Officer, Term, Union
from guildhall.organising.unions.operations.placing import place_unions
from guildhall.organising.unions.queries.companies import groups
from tests.base.actors import AT, at_places, place
from tests.base.organisations.makers import organisation
from tests.organising.unions.makers import NANMEN, NINGBO, PROVINCE, officer, presence, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


def test_the_demonstration_has_a_tree_and_what_hangs_in_it() -> None:
    assert fill_territory(officer(PROVINCE), at=AT) == Union.objects.count()
    kinds = Counter(Union.objects.values_list("kind", flat=True))
    standing = Counter(Place.objects.filter(ends_on=None).values_list("kind", flat=True))
    assert (kinds["province"], kinds["city"]) == (1, standing[PlaceKind.CITY.value])
    assert (kinds["county"], kinds["town"], kinds["joint"]) == (
        standing[PlaceKind.COUNTY.value], standing[PlaceKind.TOWNSHIP.value], 3,
    )  # fmt: skip
    assert not Union.objects.filter(path=None).exists()
    firms = [organisation(f"甲{number}公司", NANMEN) for number in range(12)]
    Organisation.objects.update(insured_count=30, insured_month="2023-01", kind="enterprise")
    for number in range(6):
        presence(told(f"甲{number}公司工会", NANMEN), firms[number])
    city = at_places(Role.OFFICER, NINGBO)
    place_unions(city, at=AT)
    fill_unions(city, place(NINGBO), at=AT)
    served = Union.objects.filter(
        kind__in=[UnionKind.SINGLE.value, UnionKind.JOINT.value], place__path__startswith="0001"
    )
    assert Term.objects.count() == served.count() == 9
    assert Certificate.objects.filter(state="granted").count() > 0
    assert Officer.objects.filter(post="chair").count() == 9
    (group,) = groups(city)
    assert (group.covered, group.total) == (4, 8)
    assert (CompanyLink.objects.count(), KeyEntry.objects.count()) == (8, 12)
    assert Term.objects.filter(told__gt=0).exists()
    assert not Notice.objects.exists()  # nobody has an account here
