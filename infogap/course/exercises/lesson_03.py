"""The exercises of lesson 03: what a customer is worth."""

from typing import Any

EXERCISES: dict[str, dict[str, Any]] = {
    "03-1": {"model": "clv", "kind": "compute", "fixed": {"retention_rate": 1}},
    "03-2": {"model": "clv", "kind": "invert", "quantity": "margin"},
}
