"""Run the NumPy face on millions of rows: block by block, in buffers that are used again, on all cores.

A plain NumPy expression makes a new array for every operation, and most of its time goes into fetching that memory.
Here the same line of source is walked operation by operation on a block that fits the processor's cache.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

import numpy as np

from infogap.faces.compiled import Calculation, Compiled
from infogap.faces.evaluation import FUNCTIONS

ROWS_IN_A_BLOCK = 1 << 16
MANY_ROWS = 1 << 17
MOST_THREADS = 8
OPERATIONS: dict[type, Any] = {
    ast.Add: np.add,
    ast.Sub: np.subtract,
    ast.Mult: np.multiply,
    ast.Div: np.divide,
    ast.Pow: np.power,
    ast.USub: np.negative,
    ast.BitAnd: np.logical_and,
    ast.BitOr: np.logical_or,
    ast.Invert: np.logical_not,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Gt: np.greater,
    ast.GtE: np.greater_equal,
}
Operand = tuple[Any, bool]


def calculate(compiled: Compiled, key: str, values: Mapping[str, Any]) -> Any:
    """Return the value of a formula or another function; millions of rows go block by block.

    Parameters
    ----------
    compiled : Compiled
        The model's faces.
    key : str
        The name of a formula, or the key of a function.
    values : mapping
        A value for each quantity.
    """
    rows = _rows(values)
    has_arrays = any(facts.kind == "array" for facts in compiled.facts.values())
    if rows < MANY_ROWS or has_arrays or compiled.counts:
        return Calculation(compiled, values)[key]
    return calculate_in_blocks(compiled, key, values, rows)


def _rows(values: Mapping[str, Any]) -> int:
    """Return how many rows one-dimensional arrays of one length have; 0 for anything else."""
    shapes = {value.shape for value in values.values() if isinstance(value, np.ndarray)}
    lengths = {shape[0] for shape in shapes if len(shape) == 1}
    return int(lengths.pop()) if len(shapes) == len(lengths) == 1 else 0


def calculate_in_blocks(compiled: Compiled, key: str, values: Mapping[str, Any], rows: int) -> np.ndarray:
    """Return a formula's values for many rows.

    Parameters
    ----------
    compiled : Compiled
        The model's faces.
    key : str
        The name of a formula, or the key of a function, that works row by row.
    values : mapping
        A number, or an array of `rows` entries, for each quantity.
    rows : int
        How many rows there are.
    """
    found = np.empty(rows)
    threads = min(MOST_THREADS, os.cpu_count() or 1)
    with ThreadPoolExecutor(threads) as pool:
        shares = [pool.submit(_share, Block(compiled, key), values, found, place, threads) for place in range(threads)]
    for share in shares:
        share.result()
    return found


def _share(block: Block, values: Mapping[str, Any], found: np.ndarray, place: int, threads: int) -> None:
    """Compute one thread's share: every so-and-so-many block."""
    with np.errstate(all="ignore"):
        for start in range(place * ROWS_IN_A_BLOCK, len(found), threads * ROWS_IN_A_BLOCK):
            part = slice(start, min(start + ROWS_IN_A_BLOCK, len(found)))
            cut = {name: value[part] if isinstance(value, np.ndarray) else value for name, value in values.items()}
            found[part] = block.calculate(cut)


@cache
def _tree(source: str) -> Any:
    return ast.parse(source, mode="eval").body


class Block:
    """One formula on one block of rows; its buffers are used again for the next block.

    Every operand comes with a flag that says whether it is a buffer of ours, which may be written over.
    """

    def __init__(self, compiled: Compiled, key: str) -> None:
        self._compiled = compiled
        self._key = key
        self._free: list[np.ndarray] = []
        self._known: dict[str, Operand] = {}
        self._option = ""
        self._rows = 0

    def calculate(self, values: Mapping[str, Any]) -> Any:
        """Return the formula's values for one block; the next block writes over them."""
        for operand in self._known.values():
            self._release(operand)
        self._known = {name: (value, False) for name, value in values.items()}
        self._option = self._compiled.option(values)
        self._rows = max(np.size(value) for value in values.values())
        return self._named(self._key)[0]

    def _named(self, name: str) -> Operand:
        if name not in self._known:
            self._known[name] = self._value(_tree(self._compiled.source(name, self._option)))
        return self._known[name]

    def _value(self, node: Any) -> Operand:
        if isinstance(node, ast.Constant):
            return node.value, False
        if isinstance(node, ast.Name):
            return (FUNCTIONS[node.id], False) if node.id in FUNCTIONS else (self._named(node.id)[0], False)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "where":
            return self._where(*node.args)
        if isinstance(node, ast.BinOp) and _is_simple(node):
            return self._once(node)
        return self._applied(*_with_values(node, self._value))

    def _once(self, node: Any) -> Operand:
        """Compute a term such as `1 + discount_rate`, which a formula is full of, once for a block."""
        text = ast.unparse(node)
        if text not in self._known:
            self._known[text] = self._applied(*_with_values(node, self._value))
        return self._known[text][0], False

    def _applied(self, operation: Any, operands: list[Operand]) -> Operand:
        values = [value for value, _ in operands]
        if all(np.ndim(value) == 0 for value in values):
            return operation(*values), False
        if getattr(operation, "types", ["?"])[0][-1] == "?" or not isinstance(operation, np.ufunc):
            result = operation(*values)
        else:
            result = operation(*values, out=self._buffer())
        for operand in operands:
            self._release(operand)
        return result, result.dtype == float

    def _where(self, condition: Any, then: Any, otherwise: Any) -> Operand:
        """Compute only the branch that is needed, if the whole block needs one."""
        chosen, _ = self._value(condition)
        if np.all(chosen):
            return self._value(then)
        if not np.any(chosen):
            return self._value(otherwise)
        branches = [self._value(then), self._value(otherwise)]
        result = self._buffer()
        np.copyto(result, branches[1][0])
        np.copyto(result, branches[0][0], where=chosen)
        for branch in branches:
            self._release(branch)
        return result, True

    def _buffer(self) -> np.ndarray:
        whole = self._free.pop() if self._free else np.empty(ROWS_IN_A_BLOCK)
        return whole[: self._rows]

    def _release(self, operand: Operand) -> None:
        value, is_ours = operand
        if is_ours and value.base is not None and value.base.size == ROWS_IN_A_BLOCK:
            self._free.append(value.base)


def _is_simple(node: ast.BinOp) -> bool:
    return all(isinstance(part, ast.Name | ast.Constant) for part in (node.left, node.right))


def _with_values(node: Any, value: Callable[[Any], Operand]) -> tuple[Any, list[Operand]]:
    operation, parts = _operation(node)
    return operation, [value(part) for part in parts]


def _operation(node: Any) -> tuple[Any, list[Any]]:
    """Return the NumPy function that a node of the source stands for, and its operands."""
    if isinstance(node, ast.BinOp):
        return OPERATIONS[type(node.op)], [node.left, node.right]
    if isinstance(node, ast.UnaryOp):
        return OPERATIONS[type(node.op)], [node.operand]
    if isinstance(node, ast.Compare):
        return OPERATIONS[type(node.ops[0])], [node.left, node.comparators[0]]
    return FUNCTIONS[node.func.id], node.args
