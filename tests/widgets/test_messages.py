"""What a browser may say to a calculator, and what is left of calculators that are closed."""

from __future__ import annotations

import gc
import json
import weakref
from typing import Any

import comm
import pytest
from ipywidgets.widgets.widget import _instances

import infogap as ig

CALCULATORS = 200


class Heard(comm.base_comm.BaseComm):
    """A connection that keeps what is sent."""

    def __init__(self, **options: Any) -> None:
        self.sent: list[dict[str, Any]] = []
        super().__init__(**options)

    def publish_msg(self, msg_type: str, data: Any = None, **_: Any) -> None:  # noqa: ARG002 - comm calls it so
        self.sent.append(data)


def connected(model: str, **start: Any) -> tuple[Any, Heard]:
    """A calculator, and its connection to a browser."""
    calculator = getattr(ig, model).calculator(**start)
    calculator.comm.close()
    calculator.comm = heard = Heard()
    heard.sent.clear()
    return calculator, heard


def update(calculator: Any, **state: Any) -> None:
    message = {"method": "update", "state": state, "buffer_paths": []}
    calculator._handle_msg({"content": {"data": message}, "buffers": []})


def test_good_values_are_taken_and_echoed() -> None:
    calculator, heard = connected("clv")
    changes: list[Any] = []
    calculator.observe(lambda change: changes.append((change.name, change.old, change.new)), ["margin", "years"])
    update(calculator, margin=300, years=5)
    assert changes == [("margin", 200, 300), ("years", 3, 5)]
    assert heard.sent == [{"method": "echo_update", "state": {"margin": 300.0, "years": 5}, "buffer_paths": []}]


@pytest.mark.parametrize(
    ("model", "state", "kind", "message"),
    [
        ("clv", {"margin": "<script>"}, TypeError, "margin must be a number of at least 0, but the text '<script>' arrived. Give for example margin=200."),
        ("clv", {"margin": None}, TypeError, "margin must be a number of at least 0, but None arrived. Give for example margin=200."),
        ("clv", {"margin": {"a": 1}}, TypeError, "margin must be a number of at least 0, but a dict arrived. Give for example margin=200."),
        ("clv", {"margin": float("nan")}, ValueError, "margin must be a number of at least 0, but NaN arrived. Give for example margin=200."),
        ("clv", {"margin": 10**400}, ValueError, "margin must be a number of at least 0, but a number too large for floating point arrived. Give for example margin=200."),
        ("clv", {"years": 5, "margin": -1}, ValueError, "margin must be a number of at least 0, but -1 arrived. Give for example margin=200."),
        ("clv", {"wording": "{}"}, ValueError, "wording is Python's to say, but the browser sent one. Give title and labels in Python."),
        ("clv", {"margin": 5, "_esm": "alert(1)"}, ValueError, "_esm is Python's to say, but the browser sent one. Give title and labels in Python."),
        ("regression", {"x": [1.5] * 1_000_000}, ValueError, "x must have at most 1000 entries in a calculator, but 1000000 arrived. Call the model itself with so many."),
        ("regression", {"x": [1, 2, "3"]}, TypeError, "x must be a list, each entry a number, but a list with the text '3' arrived. Give for example x=[1, 2, 3, 4, 5]."),
        ("expected_utility", {"utility": "__import__('os')"}, ValueError, "utility must be one of ['linear', 'log', 'sqrt', 'crra', 'cara'], but \"__import__('os')\" arrived. Give for example utility='linear'."),
    ],
    ids=lambda each: str(each)[:30],
)  # fmt: skip
def test_a_forged_message_is_refused_and_changes_nothing(
    model: str, state: dict[str, Any], kind: type[Exception], message: str, caplog: pytest.LogCaptureFixture
) -> None:
    calculator, heard = connected(model)
    before, changes = calculator.get_state(), []
    calculator.observe(changes.append)
    # A kernel shows what happens in a message's course, and goes on.
    update(calculator, **state)
    (said,) = caplog.records
    assert said.exc_info is not None
    assert said.exc_info[0] is kind
    assert str(said.exc_info[1]) == message
    assert calculator.get_state() == before
    assert changes == []
    # The browser is told what holds.
    (answer,) = heard.sent
    assert answer == {"method": "update", "state": {name: before[name] for name in state}, "buffer_paths": []}


def test_what_no_quantity_is_called_is_not_taken() -> None:
    calculator, _ = connected("clv")
    before = calculator.get_state()
    update(calculator, nonsense=1, model_of_class="x", __class__="y")
    assert calculator.get_state() == before
    assert dict(calculator.result) == dict(ig.clv())


def test_too_many_entries_are_refused_from_python_too() -> None:
    calculator = ig.regression.calculator(x=list(range(1000)), y=list(range(1000)))
    with pytest.raises(ValueError, match="at most 1000 entries") as raised:
        calculator.x = list(range(1001))
    assert str(raised.value) == (
        "x must have at most 1000 entries in a calculator, but 1001 arrived. Call the model itself with so many."
    )


def test_python_answers_the_question_whether_it_follows() -> None:
    calculator, heard = connected("clv")
    told: list[Any] = []
    calculator.on_msg(lambda _, content, __: told.append(content))
    for content in ({"infogap": 0.25}, {"other": 1}, {"infogap": 1, "more": 2}, "text", None, [1]):
        data = {"method": "custom", "content": content}
        calculator._handle_msg({"content": {"data": data}, "buffers": []})
    assert heard.sent == [{"method": "custom", "content": {"infogap": 0.25}}]
    assert len(told) == 6


def test_two_hundred_calculators_are_collected_when_closed() -> None:
    gc.collect()
    widgets, comms = len(_instances), len(comm.get_comm_manager().comms)
    names = ig.models() * (CALCULATORS // len(ig.models()))
    made = [getattr(ig, name).calculator() for name in names]
    for each in made:
        each.observe(print, "title")
        json.dumps(each.get_state(), default=str)
    left = [weakref.ref(each) for each in made] + [weakref.ref(each.layout) for each in made]
    assert len(left) == 2 * CALCULATORS
    for each in made:
        each.close()
    del each, made
    gc.collect()
    assert [ref for ref in left if ref() is not None] == []
    assert (len(_instances), len(comm.get_comm_manager().comms)) == (widgets, comms)


def test_an_exercise_leaves_nothing_either() -> None:
    widgets = len(_instances)
    exercise = ig.clv.exercise(seed=7)
    widget = exercise.widget
    assert len(_instances) == widgets + 2
    widget.close()
    assert len(_instances) == widgets
