"""The figure's fields of a row: one input, n of d, a pair under its own labels, or a line for each month."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from core.figures import MeasureKind
from core.periods import Month
from performance.models import Frequency
from performance.return_entry import figure_key, measures_of, periods_of
from performance.returns import ReturnRow


@dataclass(frozen=True)
class Box:
    """One input of a figure. `label` is read out; `joint` stands before it: “of”."""

    id: str
    text: str
    label: str
    joint: str = ""
    is_wrong: bool = False
    described_by: str = ""


@dataclass(frozen=True)
class Line:
    """The inputs of one period or measure, with the message that stands above them."""

    label: str
    boxes: tuple[Box, ...]
    error: str
    error_id: str
    is_only: bool = False

    @property
    def is_shared(self) -> bool:
        """Whether n and d share the line."""
        return any(box.joint for box in self.boxes)


@dataclass(frozen=True)
class _Input:
    """One measure of one period, and the month's name where there is one."""

    key: str
    measure: int
    kind: MeasureKind
    month: str


@dataclass(frozen=True)
class FigureFields:
    """What is drawn of a row's figure; `errors` are the messages of the row by the keys of its fields."""

    row: ReturnRow
    texts: Mapping[str, str]
    errors: Mapping[str, str]

    @property
    def is_monthly(self) -> bool:
        return self.row.kpi.frequency == Frequency.MONTHLY

    @property
    def is_pair(self) -> bool:
        return self.row.kpi.is_pair

    @property
    def is_single(self) -> bool:
        """One figure for the quarter, which needs no words to tell it from others."""
        return not (self.is_monthly or self.is_pair)

    @property
    def layout(self) -> str:
        """The class of the figure's cell. On a phone n of d needs a line of its own, as each month does."""
        if self.is_monthly or (self.is_single and self.row.kpi.measure == MeasureKind.RATIO):
            return "fig--m"
        return "fig--cm fig--pair2" if self.is_pair else "fig--one"

    @property
    def measure_words(self) -> str:
        """What the two inputs of a month are: Invoices, then share of all invoices."""
        if not (self.is_pair and self.is_monthly):
            return ""
        return f"{self._measure_label(0)}, then {self._measure_label(1).lower()}"

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        return tuple(self._lines())

    def label(self, key: str) -> str:
        """The words of a figure's field, alone: June; Value (£); Figure."""
        period, measure = int(key[0]) - 1, "ab".index(key[1])
        month = self.row.quarter.months[period].name if self.is_monthly else ""
        label = self._measure_label(measure) if self.is_pair else ("" if month else "Figure")
        return ", ".join(filter(None, (month, label, "of how many" if key.endswith("d") else "")))

    def _lines(self) -> Iterator[Line]:
        measures = list(enumerate(measures_of(self.row.kpi)))
        for number, period in enumerate(periods_of(self.row.kpi, self.row.quarter)):
            month = period.name if isinstance(period, Month) else ""
            inputs = [_Input(figure_key(number, each), each, kind, month) for each, kind in measures]
            if isinstance(period, Month):
                yield self._line(period.short, inputs)
                continue
            for each in inputs:
                label = self._measure_label(each.measure) if self.is_pair else "Figure"
                yield self._line(label, [each], is_only=self.is_single)

    def _line(self, label: str, inputs: list[_Input], *, is_only: bool = False) -> Line:
        wrong = [each.key for each in inputs if each.key in self.errors]
        error_id = f"{self._id(inputs[0].key)}-error"
        boxes = tuple(
            box for each in inputs for box in self._boxes(each, error_id if each.key in wrong else "")
        )
        return Line(label, boxes, " ".join(self.errors[key] for key in wrong), error_id, is_only)

    def _boxes(self, each: _Input, error_id: str) -> Iterator[Box]:
        """One input, or n and d. What is read out goes on from the visible label."""
        measure = self._measure_label(each.measure).lower() if each.month and self.is_pair else ""
        is_ratio = each.kind == MeasureKind.RATIO

        def spoken(part: str) -> str:
            return ", ".join(filter(None, (each.month, measure, part)))

        first = spoken("how many" if is_ratio else "")
        yield Box(self._id(each.key), self.texts[each.key], first, "", bool(error_id), error_id)
        if is_ratio:
            of = f"{each.key}d"
            yield Box(self._id(of), self.texts[of], spoken("of how many"), "of", bool(error_id), error_id)

    def _id(self, key: str) -> str:
        return f"k{self.row.number}-{key}"

    def _measure_label(self, measure: int) -> str:
        kpi = self.row.kpi
        label = kpi.second_measure_label if measure else kpi.measure_label
        return label or measures_of(kpi)[measure].label
