"""From files to records: what a run proposes is written in one go, stays the same when repeated, and follows change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import reduce
from operator import add
from pathlib import Path

import pytest
from django.db import IntegrityError

from guildhall.base.audit.models import Entry
from guildhall.base.figures.contracts import Cell, FigureRequest
from guildhall.base.organisations.models import FormerName, Organisation
from guildhall.base.organisations.operations import change_organisation
from guildhall.base.organisations.queries import facts_of
from guildhall.base.people.contracts import DocumentNumber, NewPerson
from guildhall.base.people.models import Document, Person, Phone
from guildhall.base.people.operations import admit_person
from guildhall.base.places.queries import root
from guildhall.infra.models import Job
from guildhall.kernel.actor import Actor, Role
from guildhall.kernel.errors import Absent, Forbidden, Refused
from guildhall.kernel.identifiers import IdKind
from guildhall.linkage.contracts import Register
from guildhall.organising.members.models import Membership
from guildhall.organising.roster.contracts import RunState
from guildhall.organising.roster.indicators import INDICATORS
from guildhall.organising.roster.models import Change, Identity, Insured, Run, RunRate, Source, Unit, WorkItem
from guildhall.organising.roster.operations import importing
from guildhall.organising.roster.operations.importing import accept_run, cancel_run, discard_run, start_run
from guildhall.organising.roster.queries.unions import unions_of_social_organisations
from guildhall.organising.roster.tasks import accepting
from guildhall.organising.unions.contracts import UnionKind
from guildhall.organising.unions.models import Presence, Union
from tests.base.actors import AT, at_places, place
from tests.journeys import registers
from tests.organising.roster.runs import accepted, account, awaiting, drafted, files, proposed, result_of, work
from tests.organising.unions.makers import union

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
LATER = ("2022-12", "2023-02")


@pytest.fixture(scope="module")
def january(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the engine makes of the small registers."""
    folder = tmp_path_factory.mktemp("january")
    return result_of(files(folder), folder / "out")


@pytest.fixture(scope="module")
def february(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with units insured in December and February."""
    folder = tmp_path_factory.mktemp("february")
    listed = [(register, path) for register, path in files(folder) if "参保单位" not in path.name]
    return result_of([*listed, (Register.INSURANCE, registers.insurance_units(folder, LATER))], folder / "out")


@pytest.fixture
def officer(places: None) -> Actor:
    return account("haishu", Role.OFFICER, "330203")


def sum_of(cells: Iterable[Cell]) -> Cell:
    """Cells added up; nothing where there is none."""
    found = list(cells)
    return reduce(add, found) if found else Cell(0)


def _written() -> dict[str, int]:
    models = (
        Organisation, FormerName, Person, Document, Phone, Union, Presence, Membership, Identity, Insured, Source,
        Unit, WorkItem,
    )  # fmt: skip
    return {model.__name__: model._default_manager.count() for model in models}


def _coverage() -> dict[str, str]:
    return {
        unit.organisation.name: unit.covered for unit in Unit.objects.filter(counts=True).select_related("organisation")
    }


def test_an_accepted_run_is_records(officer: Actor, january: Path) -> None:
    run = Run.objects.get(pk=accepted(officer, january))
    assert run.state == RunState.ACCEPTED.value
    assert run.as_of == date(2023, 1, 31)
    assert _coverage() == {
        registers.CARE.name: "own",
        registers.KINDERGARTEN.name: "joint",
        registers.ART_SCHOOL.name: "none",
        registers.FOUNDATION.name: "none",
    }
    listed = WorkItem.objects.filter(listed=True).select_related("organisation").order_by("-points")
    assert [item.organisation.name for item in listed] == [registers.ART_SCHOOL.name, registers.FOUNDATION.name]
    assert listed[0].reasons[0][0] == "work.no_union"
    assert Person.objects.count() == len(registers.PEOPLE)
    assert Document.objects.count() == len(registers.PEOPLE)
    # Eight memberships: everybody but one is in a union, and one is in two.
    assert Membership.objects.filter(active=True, ends_on=None).count() == 8
    assert Insured.objects.exclude(organisation=None).count() == len(registers.PEOPLE)
    assert Counter(Union.objects.values_list("kind", flat=True)) == {"single": 2, "joint": 1}
    assert {change.field for change in Change.objects.filter(run=run)} == {"new"}
    assert Change.objects.filter(run=run, organisation_id=None).count() == 0


def test_unions_of_a_register_are_hung_below_those_of_their_places(officer: Actor, january: Path) -> None:
    top = union("浙江省总工会", UnionKind.PROVINCE, "330000")
    city = union("宁波市总工会", UnionKind.CITY, "330200", top)
    county = union("海曙区总工会", UnionKind.COUNTY, "330203", city)
    run = Run.objects.get(pk=accepted(officer, january))
    below = Union.objects.filter(parent=county)
    assert (run.counts["placed_unions"], below.count(), below.filter(proposed=True).count()) == (3, 3, 3)
    assert not Union.objects.filter(path=None).exists()
    # What an officer says of a federation's kind is no difference that the next run would find.
    Union.objects.filter(parent=county, kind="joint").update(kind="regional")
    again = Run.objects.get(pk=accepted(officer, january))
    assert Change.objects.filter(run=again).count() == 0
    assert Union.objects.filter(kind="regional").count() == 1


def test_a_run_compares_registers_as_a_job_and_leaves_what_it_proposes(officer: Actor, tmp_path: Path) -> None:
    run_id = proposed(officer, files(tmp_path))
    run = Run.objects.get(pk=run_id)
    assert (run.state, run.as_of) == (RunState.PROPOSED.value, date(2023, 1, 31))
    assert run.counts["organisations"] == run.counts["organisations_new"] == Change.objects.filter(run=run).count()
    assert (run.counts["people"], run.counts["people_new"]) == (len(registers.PEOPLE), len(registers.PEOPLE))
    assert set(run.files.values_list("name", flat=True)) >= {"report.html", "review.csv", "roster.parquet"}
    assert _written() == dict.fromkeys(_written(), 0)  # proposals are no records
    accept_run(officer, run_id, at=AT)
    work()
    assert _coverage()[registers.KINDERGARTEN.name] == "joint"
    # Automatic rates stand beside what the records say.
    rate = RunRate.objects.get(run=run_id, indicator="social_org_coverage_25", place=Run.objects.get(pk=run_id).place)
    assert (rate.numerator, rate.denominator) == (2, 4)


def test_figures_say_of_records_what_a_run_s_report_says_of_its_registers(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    request = FigureRequest((root().path,), date(2023, 2, 1))
    told = {one.code: sum_of(one.compute(request).values()) for one in INDICATORS}
    # Seven registered, one of them deregistered; the joint union covers a kindergarten, its seat says nothing.
    assert told["roster.social_organisations"] == Cell(len(registers.UNITS) - 1)
    kinds = {kind: told[f"roster.unions_{kind}"].numerator for kind in ("single", "joint", "federation")}
    assert kinds == {"single": 2, "joint": 1, "federation": 0}
    assert told["roster.social_org_coverage_25"] == Cell(2, 4)


def test_a_union_of_enterprises_is_none_of_social_organisations(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    Unit.objects.filter(organisation__name=registers.CLINIC.name).update(kind="enterprise")
    Unit.objects.filter(organisation__name=registers.KINDERGARTEN.name).update(registered=False)
    names = set(unions_of_social_organisations().values_list("name", flat=True))
    assert names == {registers.CARE_UNION}


def test_numbers_are_sealed_and_no_clear_number_is_left_on_the_disk(
    officer: Actor, january: Path, settings: object
) -> None:
    accepted(officer, january)
    folder = Path(settings.GUILDHALL_DATA)  # type: ignore[attr-defined]  # Django's settings have no type
    number = registers.PEOPLE[0].id_number.encode()
    left = [path for path in folder.rglob("*") if path.is_file() and "sqlite" not in path.name]
    assert left
    assert [path for path in left if number in path.read_bytes()] == []
    assert list((folder / "work").iterdir()) == []


def test_the_same_registers_again_change_nothing(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    before = _written()
    ids = set(Organisation.objects.values_list("pk", flat=True)) | set(Person.objects.values_list("pk", flat=True))
    again = Run.objects.get(pk=accepted(officer, january))
    assert _written() == before
    assert ids == set(Organisation.objects.values_list("pk", flat=True)) | set(
        Person.objects.values_list("pk", flat=True)
    )
    assert Change.objects.filter(run=again).count() == 0
    assert {name: again.counts[name] for name in ("written_organisations", "written_people", "renewed_people")} == {
        "written_organisations": 0,
        "written_people": 0,
        "renewed_people": 0,
    }


def test_a_new_month_moves_headcounts_and_keeps_records(officer: Actor, january: Path, february: Path) -> None:
    accepted(officer, january)
    held = dict(Organisation.objects.values_list("name", "pk"))
    run = Run.objects.get(pk=accepted(officer, february))
    assert run.as_of == date(2023, 2, 28)
    assert dict(Organisation.objects.values_list("name", "pk")) == held
    school = Organisation.objects.get(name=registers.ART_SCHOOL.name)
    assert (school.insured_count, school.insured_month) == (40, "2023-02")
    assert Unit.objects.get(organisation=school).earlier_month == "2022-12"
    assert {change.field for change in Change.objects.filter(run=run)} == {"insured"}


def test_another_place_s_run_finds_the_same_records_by_their_numbers(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    before = _written()
    Identity.objects.all().delete()  # as if the first run had named everything otherwise
    city = account("ningbo", Role.OFFICER, "330200")
    accepted(city, january, "330200")
    after = _written()
    # The foundation and the joint union's seat have no code in every register: by code all others are found.
    assert after["Person"] == before["Person"]
    assert after["Document"] == before["Document"]
    coded = Organisation.objects.exclude(credit_code="")
    assert coded.count() == coded.values("credit_code").distinct().count()


def test_units_of_another_county_stay_outside(january: Path, places: None) -> None:
    elsewhere = account("yinzhou", Role.OFFICER, "330212")
    accepted(elsewhere, january, "330212")
    names = [unit.name for unit in registers.UNITS]
    assert not Organisation.objects.filter(name__in=names).exists()
    assert Person.objects.count() == 0


def test_entered_by_hand_is_left_alone(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    row = Organisation.objects.get(name=registers.CHESS.name)
    change_organisation(officer, row.id, replace(facts_of(row), phone="0574-12345678"), sources={}, at=AT)
    accepted(officer, january)
    assert Organisation.objects.get(pk=row.pk).phone == "0574-12345678"


def test_a_failure_on_the_way_leaves_nothing(officer: Actor, january: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run_id = awaiting(officer, january)
    before = _written()

    def broken(*_: object) -> None:
        raise IntegrityError("the disk is full")

    monkeypatch.setattr(accepting, "_count", broken)
    accept_run(officer, run_id, at=AT)
    work()
    assert _written() == before
    run = Run.objects.get(pk=run_id)
    assert run.state == RunState.ACCEPTING.value  # it is tried again by itself
    monkeypatch.undo()
    Job.objects.filter(kind="roster.accept").update(run_after=AT)
    work()
    assert Run.objects.get(pk=run_id).state == RunState.ACCEPTED.value
    assert Person.objects.count() == len(registers.PEOPLE)


def test_a_cancelled_acceptance_waits_to_be_accepted_again(officer: Actor, january: Path) -> None:
    run_id = awaiting(officer, january)
    before = _written()
    accept_run(officer, run_id, at=AT)
    cancel_run(officer, run_id, at=AT)
    work()
    assert Run.objects.get(pk=run_id).state == RunState.PROPOSED.value
    assert _written() == before


def test_only_one_run_is_accepted_at_a_time(officer: Actor, january: Path) -> None:
    first, second = awaiting(officer, january), awaiting(officer, january)
    accept_run(officer, first, at=AT)
    with pytest.raises(Refused) as refused:
        accept_run(officer, second, at=AT)
    assert refused.value.messages[0].code == importing.OTHER_ACCEPTING.code
    assert Run.objects.get(pk=second).state == RunState.PROPOSED.value


def test_what_was_accepted_is_not_discarded_and_a_discarded_run_is_gone(officer: Actor, january: Path) -> None:
    stands = accepted(officer, january)
    with pytest.raises(Refused):
        discard_run(officer, stands, at=AT)
    given_up = awaiting(officer, january)
    discard_run(officer, given_up, at=AT)
    run = Run.objects.get(pk=given_up)
    assert (run.state, run.files.count(), run.pairs.count()) == (RunState.DISCARDED.value, 0, 0)
    assert Run.objects.get(pk=stands).files.count() > 0


def test_a_run_needs_files_that_can_be_read(officer: Actor, tmp_path: Path) -> None:
    empty = drafted(officer, [])
    with pytest.raises(Refused) as refused:
        start_run(officer, empty, as_of=None, at=AT)
    assert refused.value.messages[0].code == importing.NO_FILES.code
    junk = tmp_path / "社会组织.xlsx"
    junk.write_bytes(b"not a workbook at all")
    broken = drafted(officer, [(Register.CIVIL_AFFAIRS, junk)])
    with pytest.raises(Refused) as refused:
        start_run(officer, broken, as_of=None, at=AT)
    assert refused.value.messages[0].code == importing.UNREADABLE.code
    assert Run.objects.get(pk=broken).inputs.get().problems[0]["code"].startswith("reader")


def test_who_may_bring_registers_in(officer: Actor, january: Path) -> None:
    run_id = awaiting(officer, january)
    with pytest.raises(Absent):
        accept_run(at_places(Role.OFFICER, "330212"), run_id, at=AT)
    with pytest.raises(Forbidden):
        accept_run(at_places(Role.LEADER, "330203"), run_id, at=AT)
    with pytest.raises(Absent):
        importing.draft_run(officer, place("330212"), title="x", at=AT)
    assert Run.objects.get(pk=run_id).state == RunState.PROPOSED.value


def test_the_audit_tells_counts_and_no_names(officer: Actor, january: Path) -> None:
    accepted(officer, january)
    entries = list(Entry.objects.values_list("action", "fields", "count"))
    assert ("people.change", ["name", "documents", "phones"], len(registers.PEOPLE)) in entries
    told = " ".join(str(entry) for entry in entries)
    assert not any(person.name in told or person.id_number in told for person in registers.PEOPLE)


def test_two_people_with_one_number_stay_two_and_the_first_keeps_it(
    officer: Actor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two different people under one number, as a clerk mistypes it; so few at a time that it was written before."""
    people = tmp_path / "参保人员.csv"
    number = registers.PEOPLE[0].id_number
    rows = [
        ("姓名", "性别", "证件号码", "手机号码", "单位名称", "单位编号", "费款所属期"),
        ("陈思远", "男", number, "15440000011", registers.CARE.name, registers.CARE.number, "202301"),
        ("欧阳丹青", "女", number, "15440000022", registers.ART_SCHOOL.name, registers.ART_SCHOOL.number, "202301"),
    ]
    people.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")
    listed = [(Register.INSURANCE, registers.insurance_units(tmp_path)), (Register.INSURANCE, people)]
    result = result_of([*listed, (Register.CIVIL_AFFAIRS, registers.civil_affairs(tmp_path))], tmp_path / "out")
    admit_person(None, NewPerson("旁人"), at=AT)  # so that numbers are looked up
    add = NewPerson("旁人乙", documents=(DocumentNumber(IdKind.RESIDENT_ID, registers.PEOPLE[5].id_number),))
    admit_person(None, add, at=AT)
    monkeypatch.setattr(accepting, "BATCH", 1)
    accepted(officer, result)
    assert sorted(Person.objects.values_list("name", flat=True)) == ["旁人", "旁人乙", "欧阳丹青", "陈思远"]
    assert Document.objects.count() == 2
