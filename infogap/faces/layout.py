"""Lay generated Python out for people: on one line if it fits, else broken at its brackets and signs."""

from __future__ import annotations

import ast
import re
from typing import Any

WIDTH = 120
INDENT = "    "
SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}

ALIKE: dict[type, tuple[type, ...]] = {
    ast.Add: (ast.Add, ast.Sub),
    ast.Sub: (ast.Add, ast.Sub),
    ast.Mult: (ast.Mult, ast.Div),
    ast.Div: (ast.Mult, ast.Div),
}


def laid_out(assignment: str) -> str:
    r"""Return an assignment as people write it.

    Examples
    --------
    >>> print(laid_out("total=Quantity( 'total','\\\\Sigma' )/2"))
    total = Quantity("total", r"\Sigma") / 2
    """
    (statement,) = ast.parse(assignment).body
    assert isinstance(statement, ast.Assign)
    name = ast.unparse(statement.targets[0])
    return f"{name} = {_broken(statement.value, '', len(name) + 3)}"


def _broken(node: Any, indent: str, used: int) -> str:
    """Return an expression that begins at column `used`; its further lines are indented."""
    whole = _written(node)
    shape = BREAKS.get(type(node))
    return whole if used + len(whole) <= WIDTH or shape is None else shape(node, indent)


def _call(node: Any, indent: str) -> str:
    deeper = indent + INDENT
    entries = [("", each) for each in node.args] + [(f"{each.arg}=", each.value) for each in node.keywords]
    if any(isinstance(each, ast.Tuple) for each in node.args):
        return _one_a_line(f"{_written(node.func)}(", entries, ")", indent)
    texts = [front + _broken(each, deeper, len(deeper + front)) for front, each in entries]
    return "\n".join([f"{_written(node.func)}(", *_filled(texts, deeper), f"{indent})"])


def _tuple(node: Any, indent: str) -> str:
    return _one_a_line("(", [("", each) for each in node.elts], ")", indent)


def _dictionary(node: Any, indent: str) -> str:
    pairs = zip(node.keys, node.values, strict=True)
    return _one_a_line("{", [(f"{_written(key)}: ", value) for key, value in pairs], "}", indent)


def _comprehension(node: Any, indent: str) -> str:
    entry = f"{_written(node.key)}: "
    value = _broken(node.value, indent + INDENT, len(indent + INDENT + entry))
    return f"{{\n{indent}{INDENT}{entry}{value}\n{indent}{INDENT}{_written(node.generators[0]).strip()}\n{indent}}}"


def _operation(node: Any, indent: str) -> str:
    if isinstance(node.op, ast.Pow):
        base = _broken(node.left, indent, WIDTH)
        return f"{base if base.startswith('(') else f'({base})'} ** {_operand(node.right, indent, '* ')}"
    deeper = indent + INDENT
    lines = [f"{deeper}{sign}{_operand(each, deeper, sign)}" for sign, each in _operands(node)]
    return "\n".join(["(", *lines, f"{indent})"])


def _operands(node: Any) -> list[tuple[str, Any]]:
    """Return the terms of a sum or the factors of a product, each with its sign."""
    goes_on = isinstance(node.left, ast.BinOp) and type(node.left.op) in ALIKE[type(node.op)]
    return [*(_operands(node.left) if goes_on else [("", node.left)]), (f"{SIGNS[type(node.op)]} ", node.right)]


def _operand(node: Any, indent: str, sign: str) -> str:
    """Return a term or a factor; what stands behind a sign keeps together by brackets."""
    text = _broken(node, indent, len(indent + sign))
    is_sum = isinstance(node, ast.BinOp) and type(node.op) in ALIKE[ast.Add]
    is_product = isinstance(node, ast.BinOp) and type(node.op) in ALIKE[ast.Mult]
    needs_brackets = is_sum or (is_product and sign in ("* ", "/ "))
    return f"({text})" if needs_brackets and not text.startswith("(\n") else text


def _one_a_line(opening: str, entries: list[tuple[str, Any]], closing: str, indent: str) -> str:
    deeper = indent + INDENT
    lines = [f"{deeper}{front}{_broken(each, deeper, len(deeper + front))}," for front, each in entries]
    return "\n".join([opening, *lines, indent + closing])


def _filled(entries: list[str], indent: str) -> list[str]:
    """Fill lines with entries, as words fill lines."""
    lines = [indent + entries[0] + ","]
    for entry in entries[1:]:
        longer = f"{lines[-1]} {entry},"
        lines[-1:] = [longer] if max(map(len, longer.splitlines())) <= WIDTH else [lines[-1], f"{indent}{entry},"]
    return lines


def _written(node: Any) -> str:
    """Return an expression on one line, texts in double quotes and raw where they hold a backslash."""
    text = re.sub(r"'([^'\"]*\\\\[^'\"]*)'", lambda found: f'r"{found[1]}"'.replace("\\\\", "\\"), ast.unparse(node))
    return re.sub(r"'([^'\"\\]*)'", r'"\1"', text)


BREAKS = {
    ast.BinOp: _operation,
    ast.Call: _call,
    ast.Dict: _dictionary,
    ast.DictComp: _comprehension,
    ast.Tuple: _tuple,
}
