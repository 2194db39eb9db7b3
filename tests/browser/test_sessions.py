"""Long and rough sessions in JupyterLab: thousands of events, hundreds of calculators, a kernel that dies or is busy."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator, Page, WebSocketRoute, expect

import infogap as ig

EVENTS = 10_000
# The first messages import what answers them and fill the caches of the interpreter and of the kernel; what comes after
# them is what every further message costs.
WARM_UP = 1_000
MOST_GROWTH = 5_000_000
CALCULATORS = 200
HALT = "Python is not following at the moment. It gets these values as soon as it answers."
LOST = "Python is not following any more. Run this cell again, and it gets these values."
OUTPUT = ".jp-OutputArea-output"
# More events a frame than any hand makes, and frames enough for the page to send what it will.
DRAG = """async ([count, last]) => {
    const slider = document.querySelector('input[type=range][name=margin]');
    const move = (value) => {
        slider.value = value;
        slider.dispatchEvent(new Event('input', { bubbles: true }));
    };
    for (let event = 1; event < count; event += 1) {
        move(event * 10 % 1010);
        if (event % 20 === 0) await new Promise(requestAnimationFrame);
    }
    move(last);
    slider.dispatchEvent(new Event('change', { bubbles: true }));
}"""
KEEP_ROOTS = """() => {
    roots.push(...[...document.querySelectorAll('.infogap-calculator')].map(node => new WeakRef(node)));
}"""
ROOTS_LEFT = "roots.filter(root => root.deref()).length"


@pytest.fixture(autouse=True)
def _no_console_errors(console_errors: list[str]) -> Iterator[None]:
    yield
    assert console_errors == []


@pytest.fixture
def ran(page: Page, jupyterlab: Any, run_all: Callable[[Page], None]) -> Callable[..., Page]:
    """A function that runs cells in JupyterLab and returns the page."""

    def run(name: str, *cells: str) -> Page:
        page.goto(jupyterlab.notebook(f"{name}.ipynb", ["import infogap as ig, os, gc, time", *cells]))
        run_all(page)
        return page

    return run


def run_cell(page: Page, number: int) -> Locator:
    """Run a cell as it stands, and return its outputs."""
    cell = page.locator(".jp-NotebookPanel-notebook .jp-Cell").nth(number)
    prompt = cell.locator(".jp-InputPrompt")
    before = prompt.inner_text()
    cell.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(re.compile(r"\[\d+\]:"), timeout=60_000)
    return cell.locator(OUTPUT)


def slider(where: Page | Locator, name: str) -> Locator:
    return where.locator(f"input[type=range][name={name}]")


def shows(where: Page | Locator, result: Any) -> None:
    expect(where.locator("output")).to_have_text(list(result.texts().values()))
    expect(where.locator(".infogap-sentence")).to_have_text(result.sentence)


def said(page: Page) -> Locator:
    return page.get_by_role("status").and_(page.locator(".infogap-python"))


def memory(process: int, kind: str) -> int:
    """Read how much memory a process has, in bytes: its share of what it uses (Pss), or all that is resident (Rss)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return 1024 * next(int(line.split()[1]) for line in lines if line.startswith(f"{kind}:"))


# What many events and many calculators leave behind.

COUNTED = """calc, heard = ig.clv.calculator(), []
calc.observe(lambda change: heard.append(change.new), "margin")
calc"""


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="memory: expected Linux's /proc")
def test_ten_thousand_events_arrive_and_leave_nothing(ran: Callable[..., Page], say: Callable[[str], None]) -> None:
    state = "_ = gc.collect(); print(os.getpid(), calc.margin, calc.result.clv, len(heard))"
    page = ran("events", COUNTED, state)
    page.evaluate(DRAG, [WARM_UP, 110])
    shows(page, ig.clv(margin=110))
    process = int(run_cell(page, 2).inner_text().split()[0])
    before = {kind: memory(process, kind) for kind in ("Pss", "Rss")}
    page.evaluate(DRAG, [EVENTS, 730])
    result = ig.clv(margin=730)
    shows(page, result)
    expect(page.locator("input[name=margin-field]")).to_have_value("730")
    expect(said(page)).to_have_text("")
    _, margin, worth, heard = run_cell(page, 2).inner_text().split()
    assert (float(margin), float(worth)) == (730, result.clv)
    grown = {kind: memory(process, kind) - size for kind, size in before.items()}
    written = ", ".join(f"{kind} {size / 1e6:+.2f} MB" for kind, size in grown.items())
    say(f"{EVENTS:,} slider events: {heard} messages heard since the start, kernel memory {written}")
    assert max(grown.values()) < MOST_GROWTH


TIMES_SLOWER = 4
MADE_TOGETHER = """import infogap as ig
made = [getattr(ig, name).calculator() for name in (ig.models() * 20)[:20]]
display(*made)"""
SET = """for calculator in made:
    if calculator.has_trait("margin"): calculator.margin = 730"""


def test_twenty_calculators_on_a_slow_machine_hear_python(
    page: Page, jupyterlab: Any, run_all: Callable[..., None]
) -> None:
    """anywidget gives each two seconds to be ready, or drops what Python says."""
    page.goto(jupyterlab.notebook("slow.ipynb", [MADE_TOGETHER, SET]))
    page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    run_all(page)
    expect(page.locator(".infogap-calculator")).to_have_count(20, timeout=60_000)
    margins = page.locator("input[name=margin-field]").all()
    assert margins
    for margin in margins:
        expect(margin).to_have_value("730")


IN_A_ROUND = 10
# The browser keeps the text of each calculator's module, and JupyterLab something of each output.
MOST_KEPT = 100_000
SOME = f"""import comm, ipywidgets, weakref
from ipywidgets.widgets.widget import _instances as widgets
refs, before = [], (len(widgets), len(comm.get_comm_manager().comms))
def some():
    names = ig.models() * {CALCULATORS}
    made = [getattr(ig, names[number]).calculator() for number in range(len(refs), len(refs) + {IN_A_ROUND})]
    refs.extend(map(weakref.ref, made + [each.layout for each in made]))
    display(*made)
    return made"""
SHOW = "made = some()"
CLOSE = """for each in made: each.close()
del made, each
_ = gc.collect()
print(len(refs), sum(ref() is not None for ref in refs), before == (len(widgets), len(comm.get_comm_manager().comms)))"""


def test_two_hundred_calculators_are_collected(ran: Callable[..., Page], say: Callable[[str], None]) -> None:
    page = ran("many", SOME, SHOW, CLOSE)
    tools = page.context.new_cdp_session(page)
    calculators = page.locator(".infogap-calculator")
    page.evaluate("() => { roots = []; }")
    before = counters(tools)
    # A server lets through about a hundred calculators at once.
    for made in range(IN_A_ROUND, CALCULATORS + 1, IN_A_ROUND):
        run_cell(page, 2)
        expect(calculators).to_have_count(IN_A_ROUND)
        expect(calculators.last.locator("output").first).not_to_be_empty()
        page.evaluate(KEEP_ROOTS)
        # The first round ran with the notebook; each calculator has a layout.
        expect(run_cell(page, 3)).to_have_text(f"{2 * (made + IN_A_ROUND)} 0 True")
        expect(calculators).to_have_count(0)
    after = counters(tools)
    grown = {name: size - before[name] for name, size in after.items()}
    say(f"{CALCULATORS} calculators made, shown, closed: none left in Python or on the page, which keeps {grown}")
    assert page.evaluate("roots.length") == CALCULATORS
    assert page.evaluate(ROOTS_LEFT) == 0
    assert grown["heap"] < MOST_KEPT * CALCULATORS


def counters(tools: CDPSession) -> dict[str, int]:
    """What the page holds after its garbage was collected."""
    tools.send("HeapProfiler.collectGarbage")
    tools.send("HeapProfiler.collectGarbage")
    counted = tools.send("Memory.getDOMCounters")
    heap = tools.send("Runtime.getHeapUsage")
    return {"nodes": counted["nodes"], "listeners": counted["jsEventListeners"], "heap": heap["usedSize"]}


# A kernel that is busy, dies, or cannot be reached.


BUSY = "print(os.getpid(), calc.margin, calc.years, calc.acquisition_cost)"


def test_values_set_while_python_stands_still_arrive_by_themselves(ran: Callable[..., Page]) -> None:
    page = ran("still", "calc = ig.clv.calculator()", "calc", BUSY, "calc.acquisition_cost = 100")
    calculator = page.locator(".infogap-calculator")
    process = int(run_cell(page, 3).inner_text().split()[0])
    expect(said(page)).to_have_text("")
    os.kill(process, signal.SIGSTOP)
    try:
        slider(calculator, "margin").press("End")
        slider(calculator, "years").press("End")
        shows(calculator, ig.clv(margin=1000, years=30))
        expect(said(page)).to_have_text(HALT)
        expect(said(page)).to_have_css("color", "rgb(169, 50, 38)")
        slider(calculator, "years").press("ArrowLeft")
        shows(calculator, ig.clv(margin=1000, years=29))
        expect(said(page)).to_have_text(HALT)
        # What Python sets meanwhile is kept.
        page.locator(".jp-NotebookPanel-notebook .jp-Cell").nth(4).locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text("calc.acquisition_cost = 50")
        page.keyboard.press("ControlOrMeta+Enter")
    finally:
        os.kill(process, signal.SIGCONT)
    expect(said(page)).to_have_text("")
    expect(run_cell(page, 3)).to_have_text(f"{process} 1000.0 29 50.0")
    shows(calculator, ig.clv(margin=1000, years=29, acquisition_cost=50))


HEARD = """import ipywidgets
calc, heard = ig.clv.calculator(), ipywidgets.Label()
calc.observe(lambda change: setattr(heard, "value", f"heard {change.new}"), "margin")
display(calc, heard)"""


WATCH = """() => {
    window.seen = [];
    const watch = () => {
        seen.push(Number(document.querySelector('input[type=range][name=margin]').value));
        requestAnimationFrame(watch);
    };
    watch();
}"""


def test_a_key_held_down_never_steps_back(ran: Callable[..., Page]) -> None:
    page = ran("held", "calc = ig.clv.calculator(); calc", "print(calc.margin)")
    shows(page, ig.clv())
    slider(page, "margin").focus()
    page.evaluate(WATCH)
    for _ in range(60):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(20)
    shows(page, ig.clv(margin=800))
    seen = page.evaluate("seen")
    assert seen == sorted(seen), "Python's echo of an earlier value moved the slider back."
    assert run_cell(page, 2).inner_text().strip() == "800.0"


def test_values_set_while_a_cell_runs_arrive_by_themselves(ran: Callable[..., Page]) -> None:
    page = ran("busy", HEARD, "time.sleep(3)", BUSY)
    calculator = page.locator(".infogap-calculator")
    shows(calculator, ig.clv())
    page.locator(".jp-NotebookPanel-notebook .jp-Cell").nth(2).locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    # Until the cell runs, JupyterLab may take the focus back, and a key press with it.
    expect(page.locator(".jp-NotebookPanel-notebook .jp-InputPrompt").nth(2)).to_have_text("[*]:")
    for margin in range(210, 260, 10):
        slider(calculator, "margin").press("ArrowRight")
        shows(calculator, ig.clv(margin=margin))
    expect(page.get_by_text("heard 250")).to_be_visible()
    expect(run_cell(page, 3)).to_have_text(re.compile(r"^\d+ 250\.0 3 100\.0\s*$"))
    shows(calculator, ig.clv(margin=250))
    expect(said(page)).to_have_text("")


def test_a_kernel_killed_during_a_drag_is_missed_and_caught_up_with(
    ran: Callable[..., Page], run_all: Callable[[Page], None]
) -> None:
    cells = ["calc = ig.clv.calculator(margin=300); calc", "print(os.getpid(), calc.margin, calc.result.clv)"]
    page = ran("killed", *cells, "ig.clv.calculator(margin=300)")
    calculators = page.locator(".infogap-calculator")
    expect(calculators).to_have_count(2)
    dragged, untouched = calculators.all()
    shows(untouched, ig.clv(margin=300))
    process = int(run_cell(page, 2).inner_text().split()[0])
    box = slider(dragged, "margin").bounding_box()
    assert box
    x, y = box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y, steps=4)
    os.kill(process, signal.SIGKILL)
    page.mouse.move(x + 60, y, steps=12)
    expect(said(page).first).to_have_text(LOST, timeout=30_000)
    page.mouse.move(x + 80, y, steps=4)
    page.mouse.up()
    margin = float(slider(dragged, "margin").input_value())
    assert margin > 500
    shows(dragged, ig.clv(margin=margin))
    # Who set nothing that Python did not get is told nothing.
    expect(said(page).last).to_have_text("")
    page.get_by_role("dialog").get_by_role("button", name="Ok").click()
    run_all(page)
    expect(calculators).to_have_count(2)
    again, other = calculators.all()
    shows(again, ig.clv(margin=margin))
    shows(other, ig.clv(margin=300))
    expect(said(page)).to_have_text(["", ""])
    _, *heard = run_cell(page, 2).inner_text().split()
    assert [float(number) for number in heard] == [margin, ig.clv(margin=margin).clv]
    # The step can be undone, and is not made a second time.
    again.get_by_role("button", name="Undo").click()
    shows(again, ig.clv(margin=300))
    run_cell(page, 1)
    shows(page.locator(".infogap-calculator").first, ig.clv(margin=300))


def test_a_lost_connection_is_missed_and_caught_up_with(page: Page, ran: Callable[..., Page]) -> None:
    line = Line(page)
    ran("lost", "calc = ig.clv.calculator(); calc", "print(calc.margin)")
    calculator = page.locator(".infogap-calculator")
    shows(calculator, ig.clv())
    run_cell(page, 2)
    line.cut()
    slider(calculator, "margin").press("End")
    shows(calculator, ig.clv(margin=1000))
    expect(said(page)).to_have_text(HALT)
    slider(calculator, "margin").press("ArrowLeft")
    line.mend()
    expect(said(page)).to_have_text("", timeout=30_000)
    shows(calculator, ig.clv(margin=990))
    expect(run_cell(page, 2)).to_have_text("990.0")


class Line:
    """The connection from a page to its kernels, which can be cut."""

    def __init__(self, page: Page) -> None:
        self.is_cut = False
        self.ends: list[WebSocketRoute] = []
        page.route_web_socket(re.compile("/api/kernels/"), self.connect)

    def connect(self, end: WebSocketRoute) -> None:
        if self.is_cut:
            end.close()
        else:
            self.ends += [end, end.connect_to_server()]

    def cut(self) -> None:
        self.is_cut = True
        for end in self.ends:
            end.close()

    def mend(self) -> None:
        self.is_cut = False
