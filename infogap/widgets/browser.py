"""What the browser gets: a model's module, its style, its words, and a page that needs nothing else."""

from __future__ import annotations

import base64
import gzip
import html
import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from infogap.core.language import tag, translate
from infogap.faces.compiled import Compiled

PAGE = """<!doctype html>
<html lang="{language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' blob:; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<style>{page_style}</style>
<main id="infogap"></main>
<script type="application/json" id="state">{state}</script>
<script type="module">{module}</script>
</html>
"""
PAGE_STYLE = (
    ":root{color-scheme:light dark}body{margin:0;font-family:system-ui,sans-serif}"
    "main{max-width:60rem;margin:1rem auto;padding:0 .5rem}"
)
# A notebook saves this text once for each calculator in it, so it travels compressed; base 85 takes a sixteenth less
# room than base 64, and its letters need no escape in a script or in JSON. A browser never forgets a module: all
# calculators of a model share one.
UNPACK = """const packed = "{packed}";
const letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{{|}}~";
const bytesOf = () => {{
const values = Object.fromEntries([...letters].map((letter, value) => [letter, value]));
const text = packed.padEnd(Math.ceil(packed.length / 5) * 5, "~");
const bytes = new DataView(new ArrayBuffer((text.length / 5) * 4));
for (let at = 0; at < text.length; at += 5) {{
let number = 0;
for (let place = at; place < at + 5; place += 1) number = number * 85 + values[text[place]];
bytes.setUint32((at / 5) * 4, number);
}}
return bytes.buffer.slice(0, bytes.byteLength - (text.length - packed.length));
}};
const unpacked = async () => {{
const stream = new Blob([bytesOf()]).stream().pipeThrough(new DecompressionStream("gzip"));
const address = URL.createObjectURL(new Blob([await new Response(stream).text()], {{ type: "text/javascript" }}));
const module = await import(address);
URL.revokeObjectURL(address);
return module;
}};
const made = (globalThis.infogapModules ??= {{}})[packed] ??= unpacked();
"""
# anywidget gives a module two seconds, in which a slow machine makes other calculators too; after that it drops what
# Python says. So nothing waits for unpacking but the view, and the values are those that came with the calculator.
WIDGET = """export default () => {{
let widget;
return {{
initialize({{ model }}) {{
const start = new Map({quantities}.map((name) => [name, model.get(name)]));
widget = made.then((module) => {{
const begun = module.{name}();
begun.initialize?.({{ model: start }});
return begun;
}});
}},
render: async (context) => (await widget).render(context),
}};
}};
"""
SHOW = """const state = JSON.parse(document.getElementById("state").textContent);
const { mount, widget } = await made;
mount(document.getElementById("infogap"), widget, state);
"""
SHOW_EXERCISE = """const state = JSON.parse(document.getElementById("state").textContent);
const { mountExercise, exercises } = await made;
mountExercise(document.getElementById("infogap"), exercises, state);
"""
SHOW_ALL = """const { mountAll, models, ask } = await made;
mountAll(models, ask);
"""


CALCULATOR = ("common.js", "calculator.js")
SITE = (*CALCULATOR, "plain_model.js", "exercise.js", "page.js", "site.js")


def module_for(compiled: Compiled) -> str:
    """Return the text of a model's module, as a notebook saves it."""
    quantities = json.dumps([quantity["name"] for quantity in compiled.data["spec"]["quantities"]])
    packed = _packed(_scripts(*CALCULATOR) + _widget(compiled))
    return packed + WIDGET.format(name="widget", quantities=quantities)


def exercise_module(compiled: Compiled | None) -> str:
    """Return the text of the exercises' module; with a model, answers can be given on its chart."""
    return exercise_script(compiled) + WIDGET.format(name="exercises", quantities="[]")


def exercise_script(compiled: Compiled | None, *more: str) -> str:
    """Return what makes the exercises' module, packed."""
    scripts = ("plain_model.js", "exercise.js", *more)
    look = json.dumps(style("exercise.css"))
    if compiled is None:
        return _packed(_scripts("common.js", *scripts) + f"export const exercises = exercise({{style: {look}}});")
    made = f"\nexport const exercises = exercise({{style: {look}, calculator: widget}});"
    return _packed(_scripts(*CALCULATOR, *scripts) + _widget(compiled) + made)


def _packed(module: str) -> str:
    """Return what unpacks a module, of which `made` is the promise."""
    packed = base64.b85encode(gzip.compress(module.encode(), mtime=0)).decode()
    return UNPACK.format(packed=packed)


def _scripts(*names: str) -> str:
    """Return scripts as one text: a module that travels as text cannot import another."""
    return "\n".join(source(name) for name in names) + "\n"


def _widget(compiled: Compiled) -> str:
    """Return what makes a model's calculator of its functions, formulas and style."""
    made = _calculator(compiled, json.dumps(style("calculator.css")))
    return f"{compiled.data['helpers']}\nexport const widget = {made};"


def _calculator(compiled: Compiled, look: str) -> str:
    """Return the call that makes a model's calculator; `look` is its style, as JavaScript has it."""
    functions = compiled.data["javascript"]
    entries = ",\n".join(f"{json.dumps(key)}: (v, i) => {body}" for key, body in functions.items())
    data = {"mathml": compiled.data["mathml"], "spec": compiled.data["spec"], "text": words()}
    return f"calculator({{...{json.dumps(data, ensure_ascii=False)}, functions: {{{entries}}}, style: {look}}})"


def site_script(models: Sequence[Compiled]) -> str:
    """Return the script of a page with many calculators and exercises: what these share is in it once, packed.

    Parameters
    ----------
    models : sequence of Compiled
        The models of the page's calculators, and of the charts on which answers are given.

    Returns
    -------
    str
        A module that makes each element of the class `infogap-live` what its data say.
    """
    entries = ",\n".join(_entry(compiled) for compiled in models)
    looks = f"const sheet = {json.dumps(style('calculator.css'))};\nexport const models = {{{entries}}};\n"
    ask = f"export const ask = (calculator) => exercise({{style: {json.dumps(style('exercise.css'))}, calculator}});"
    return _packed(_scripts(*SITE) + looks + ask) + SHOW_ALL


def _entry(compiled: Compiled) -> str:
    """Return a model's calculator under its name; its helpers have the names of other models'."""
    made = f"(() => {{\n{compiled.data['helpers']}\nreturn {_calculator(compiled, 'sheet')};\n}})()"
    return f"{json.dumps(compiled.data['spec']['name'])}: {made}"


def style(name: str) -> str:
    """Return a widget's style sheet with what all widgets share, without comments and indentation."""
    return compact(_text("common.css") + _text(name))


def page(compiled: Compiled, title: str, state: Mapping[str, Any]) -> str:
    """Return one self-contained page with a live calculator in it; it asks no network for anything."""
    module = _scripts(*CALCULATOR, "plain_model.js", "page.js") + _widget(compiled)
    return _page(title, state, _packed(module) + SHOW)


def exercise_page(compiled: Compiled | None, title: str, state: Mapping[str, Any]) -> str:
    """Return one self-contained page with an exercise in it; it asks no network for anything."""
    return _page(title, state, exercise_script(compiled, "page.js") + SHOW_EXERCISE)


def _page(title: str, state: Mapping[str, Any], script: str) -> str:
    kept = json.dumps(state).replace("<", "\\u003c")
    return PAGE.format(language=tag(), title=html.escape(title), page_style=PAGE_STYLE, state=kept, module=script)


@cache
def source(name: str) -> str:
    """Return one of this room's scripts, without comments and indentation."""
    return compact(_text(name))


def _text(name: str) -> str:
    return (files("infogap.widgets") / name).read_text(encoding="utf-8")


def compact(text: str) -> str:
    r"""Return a script or style sheet without its comments, empty lines and indentation: every calculator carries it.

    Examples
    --------
    >>> compact('''/** Says what f is. */
    ... function f() {
    ...   // Says why.
    ...   return "// stays";
    ... }''')
    'function f() {\nreturn "// stays";\n}'
    """
    without_blocks = re.sub(r"^\s*/\*.*?\*/[ \t]*$", "", text, flags=re.MULTILINE | re.DOTALL)
    lines = (line.strip() for line in without_blocks.splitlines())
    return "\n".join(line for line in lines if line and not line.startswith("//"))


def words() -> dict[str, str]:
    """Return the words of the calculator itself in the reader's language, and which that is."""
    return {"language": tag()} | {name: translate(text) for name, text in WORDS.items()}


WORDS = {
    "above": "above {low}",
    "add_row": "Add a row",
    "alike": "as long as the other list",
    "and": "{first} and {second}",
    "at_least": "at least {low}",
    "at_most": "at most {high}",
    "below": "below {high}",
    "copied": "Copied",
    "copy_here": "Copy this text",
    "copy_link": "Copy link",
    "copy_python": "Copy as Python",
    "damaged": "This calculator was saved in a way that cannot be read: {problem}",
    "data": "Chart data as a table",
    "download_png": "Download as PNG",
    "download_svg": "Download as SVG",
    "gone": "Python is not following any more. Run this cell again, and it gets these values.",
    "inputs": "Inputs",
    "list": "a list of numbers",
    "long": "a list of {least} to {most} numbers",
    "number": "a number",
    "out_of_domain": "{label} must be {expected}, not {arrived}",
    "redo": "Redo",
    "refused": "Refused: {problem}. Reset begins anew.",
    "remove_row": "Remove row {row}",
    "reset": "Reset",
    "results": "Results",
    "silent": "Python is not following at the moment. It gets these values as soon as it answers.",
    "sum": "numbers that add up to {total}",
    "toolbar": "Tools",
    "undo": "Undo",
    "whole_number": "a whole number",
}
