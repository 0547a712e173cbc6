"""A block pasted into a return: where its cells go, what is understood, and that nothing is stored unseen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from organisation.rights import Role
from organisation.tests.builders import make_directorate, make_quarter
from performance.models import KPI, Frequency, KPIValue
from performance.paste import wording
from performance.paste.block import LONGEST, MOST_ROWS, Block, Line, TooLarge, is_figure, read_block
from performance.paste.plan import Plan, plan_paste
from performance.returns import find_return, read_sheet
from performance.tests.builders import make_kpi, make_value
from performance.tests.people import URL, Person, words

PASTE = f"{URL}paste/"


class TestTheBlock:
    @pytest.mark.parametrize(
        ("text", "lines"),
        [
            ("7\n8\n", [("7",), ("8",)]),
            ("7\r\n8\r\n", [("7",), ("8",)]),
            ("7\t8\n9\t\n", [("7", "8"), ("9", "")]),
            ("7\n\n9", [("7",), ("",), ("9",)]),
            ('"57\n of 57"\t8', [("57\n of 57", "8")]),
            (
                "£1,059,768\n(1,200)\n95%\n57/57\n*\nn/a",
                [("£1,059,768",), ("(1,200)",), ("95%",), ("57/57",), ("*",), ("n/a",)],
            ),
            ("", []),
        ],
    )
    def test_its_rows_and_cells_are_those_that_were_copied(
        self, text: str, lines: list[tuple[str, ...]]
    ) -> None:
        assert [line.cells for line in read_block(text).lines] == lines

    @pytest.mark.parametrize(
        "heading", ["April", "Apr 2014\tMay 2014", "Q1", "2014/15 Q1", "Figure", "Apr-14"]
    )
    def test_a_first_row_of_words_or_periods_is_a_heading(self, heading: str) -> None:
        block = read_block(f"{heading}\n7\t8\n")
        assert block.headings == tuple(heading.split("\t"))
        assert block.lines == (Line(2, "", ("7", "8")),)

    def test_a_first_column_of_words_is_skipped_and_named(self) -> None:
        block = read_block("KPI\tQ1\nVisits\t7\nWaits over 4 hours\t8")
        assert block.headings == ("KPI", "Q1", "Visits", "Waits over 4 hours")
        assert [line.cells for line in block.lines] == [("7",), ("8",)]

    @pytest.mark.parametrize("text", ["about 15\n7", "7\nabout 15", "15 or so"])
    def test_a_figure_in_words_is_no_heading(self, text: str) -> None:
        assert len(read_block(text).lines) == text.count("\n") + 1

    @pytest.mark.parametrize(
        "text",
        [
            "1\n" * (MOST_ROWS + 1),
            "1\t" * 60 + "\n2",
            "1" * (LONGEST + 1),
            pytest.param("1" * 140_000, id="one cell"),
            pytest.param('5\n6\n"' + "1\t2\n" * 40_000, id="a lost quotation mark"),
        ],
    )
    def test_what_is_larger_than_any_return_is_not_read(self, text: str) -> None:
        with pytest.raises(TooLarge):
            read_block(text)

    @pytest.mark.parametrize(
        ("text", "expected"), [("0.95", True), ("6 days", True), ("*", True), ("Visits", False), ("", False)]
    )
    def test_what_any_measure_could_be(self, text: str, expected: bool) -> None:
        assert is_figure(text) is expected


@pytest.fixture
def kpis(db: None) -> None:
    """A count, months of n of d, an annual KPI, money."""
    make_quarter(slug="2014-15-Q1")
    make_kpi(number=1, name="Inspections")
    make_kpi(number=2, name="Complaints", measure="ratio", frequency=Frequency.MONTHLY)
    make_kpi(number=3, name="Survey", frequency=Frequency.ANNUALLY)
    make_kpi(number=4, name="Challenges", measure="money")


def plan(text: str, number: int = 1, key: str = "1a") -> Plan:
    quarter = make_quarter(slug="2014-15-Q1")
    return plan_paste(read_sheet(find_return(make_directorate(), quarter)), read_block(text), number, key)


def placed(made: Plan) -> dict[str, str]:
    return {cell.name: cell.text for cell in made.cells}


@pytest.mark.usefixtures("kpis")
class TestThePlan:
    def test_a_column_fills_down_the_rows_that_are_due(self) -> None:
        made = plan("7\n57/57\n1200\n")
        assert placed(made) == {"k1-1a": "7", "k2-1a": "57", "k2-1ad": "57", "k4-1a": "£1,200"}
        assert made.left == ("Survey: not due this quarter",)

    def test_months_go_across_and_an_empty_cell_leaves_its_field_alone(self) -> None:
        assert placed(plan("18/18\t\t20 of 21", 2)) == {
            "k2-1a": "18",
            "k2-1ad": "18",
            "k2-3a": "20",
            "k2-3ad": "21",
        }

    def test_n_and_d_may_stand_in_two_cells(self) -> None:
        assert placed(plan("18\t19", 2, "2a")) == {"k2-2a": "18", "k2-2ad": "19"}

    def test_what_is_not_understood_keeps_its_text_and_says_what_to_type(self) -> None:
        made = plan("about 15\n*", 1)
        assert placed(made)["k1-1a"] == "about 15"
        assert placed(made)["k2-1a"] == "*"
        assert [cell.message for cell in made.rows[0].wrong] == [
            "“about 15” is not a number. Type 15, or * if it was not collected."
        ]
        assert wording.sentence(made).startswith("1 figure pasted, 1 not understood (row 1: “about 15”).")

    def test_lines_that_name_their_kpis_find_them_in_any_order(self) -> None:
        assert placed(plan("challenges\t1200\nInspections\t7\n")) == {"k4-1a": "£1,200", "k1-1a": "7"}

    def test_one_name_that_is_not_known_moves_no_other_figure(self) -> None:
        made = plan("Challenges\t40\nPolicies reviewed\t13\n Inspections \t6\n\t9\n")
        assert placed(made) == {"k4-1a": "£40", "k1-1a": "6"}
        assert made.not_placed == ("row 2: “Policies reviewed” is no KPI of this return", "row 4: “9”")
        assert made.headings == ()
        assert wording.sentence(made) == (
            "2 figures pasted, 2 not placed (row 2: “Policies reviewed” is no KPI of this return; row 4: “9”). "
            "Each line went to the KPI that it names."
        )

    def test_a_kpi_that_is_named_twice_takes_neither_figure(self) -> None:
        made = plan("Inspections\t7\nChallenges\t1200\ninspections\t8")
        assert placed(made) == {"k4-1a": "£1,200"}
        assert made.not_placed == (
            "row 1: “Inspections” is named more than once",
            "row 3: “inspections” is named more than once",
        )

    def test_a_name_that_could_be_a_figure_is_a_name_beside_others(self) -> None:
        assert placed(plan("Challenges\t1200\n18 weeks\t95%\nInspections\t7")) == {
            "k4-1a": "£1,200",
            "k1-1a": "7",
        }

    def test_what_has_no_place_is_named(self) -> None:
        made = plan("7\t8\n1/1\n5\n99")
        assert made.beyond == ("row 1: “8”", "row 4: “99”") or set(made.beyond) == {
            "row 1: “8”",
            "row 4: “99”",
        }

    def test_a_figure_takes_the_place_of_a_left_over_not_collected(self) -> None:
        make_value(
            kpi=KPI.objects.get(number=1), period="2014-15-Q1", text="*", not_collected_reason="No visits."
        )
        assert not plan("7\n1/1").rows[0].wrong

    def test_nothing_is_kept_that_the_block_does_not_hold(self) -> None:
        assert (
            plan_paste(read_sheet(find_return(make_directorate(), make_quarter(slug="2014-15-Q1"))), Block())
            == Plan()
        )


@pytest.mark.usefixtures("kpis")
class TestThePages:
    def test_the_script_is_answered_and_nothing_is_stored(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        answer = person.client.post(
            PASTE, {"block": "7\nx9\n", "start": "1", "key": "1a"}, headers={"Accept": "application/json"}
        ).json()
        assert answer["sentence"] == "1 figure pasted, 1 not understood (row 2: “x9”)."
        assert answer["fields"][0] == {"id": "k1-1a", "text": "7", "message": ""}
        assert not KPIValue.objects.exists()

    def test_without_script_it_is_looked_through_then_saved(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)
        seen = person.save(
            {"block": "KPI\tQ1\nInspections\t7\nComplaints\t18/18\t19/19\t20/20\n", "start": "1"},
            url=PASTE,
            code=200,
        )
        assert "Each line went to the KPI that it names. Headings were skipped: “KPI”, “Q1”." in words(seen)
        assert not KPIValue.objects.exists()

        page = person.save()

        assert "Saved. 2 KPIs changed." in words(page)
        assert KPIValue.objects.get(kpi__number=1).value == 7

    def test_what_names_no_kpi_is_listed_before_anything_is_saved(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)
        seen = words(
            person.save({"block": "Inspections\t7\nPolicies\t13\n", "start": "1"}, url=PASTE, code=200)
        )
        assert "Not placed row 2: “Policies” is no KPI of this return" in seen

    def test_a_hundred_kpis_with_their_names_are_taken_at_once(self) -> None:
        named = [make_kpi(number=number, name=f"Complaints of kind {number}") for number in range(100, 200)]
        block = "".join(f"{kpi.name}\t{kpi.number}\n" for kpi in named)
        assert len(block) > 2_000
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)

        person.save({"block": block, "start": "1"}, url=PASTE, code=200)

        assert "Saved. 100 KPIs changed." in words(person.save())

    def test_what_was_wrong_comes_back_beside_its_field(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)
        person.save({"block": "about 15\n18/18\n", "start": "1"}, url=PASTE, code=200)

        page = person.save(code=422)

        assert "Type 15, or * if it was not collected." in words(page)
        assert person.fields["k1-1a"] == "about 15"

    def test_what_somebody_else_saved_meanwhile_is_not_overwritten(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)
        person.save({"block": "7\n", "start": "1"}, url=PASTE, code=200)
        make_value(kpi=KPI.objects.get(number=1), period="2014-15-Q1", text="5")

        assert "Someone saved this KPI while you were typing" in words(person.save(code=409))

    @pytest.mark.parametrize(
        "typed",
        [
            {"block": ""},
            {"block": "\n\n"},
            {"block": "1\n" * 1_001},
            {"block": "1" * 140_000},
            {"block": "7", "start": "99"},
        ],
    )
    def test_what_cannot_be_read_is_said_and_kept(self, typed: dict[str, str]) -> None:
        person = Person(Role.CONTRIBUTOR)
        person.open(PASTE)
        page = person.save({"start": "1", **typed}, url=PASTE, code=422)
        assert "There is a problem" in words(page)

    def test_a_submitted_return_takes_nothing(self) -> None:
        person = Person(Role.CONTRIBUTOR)
        make_quarter(slug="2014-15-Q1", state="locked")
        answer = person.client.post(PASTE, {"block": "7"}, headers={"Accept": "application/json"})
        assert answer.status_code == 409

    def test_four_and_forty_kpis_cost_the_same_queries(self) -> None:
        person = Person(Role.CONTRIBUTOR)

        def cost(lines: int) -> int:
            with CaptureQueriesContext(connection) as captured:
                person.save({"block": "7\n" * lines, "start": "1"}, url=PASTE, code=200)
            return len(captured)

        person.open(PASTE)
        cost(3)
        few = cost(3)
        for _ in range(36):
            make_kpi()
        person.open(PASTE)
        assert cost(39) == few <= 14
