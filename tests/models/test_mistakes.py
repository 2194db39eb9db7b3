"""What people really do wrong: each slip, computed anew as its words say, is what the model's mistake gives."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf, log, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
import pytest
from scipy import stats

import infogap as ig
from infogap.faces.rows import calculate

Values = dict[str, Any]
Slips = Mapping[tuple[str, str], float]
PAST = {"drew", "gave", "kept", "left", "put", "took", "went"}


def acquisition(marketing_cost: float, new_customers: float, visitors: float) -> Slips:
    return {
        ("cac", "divided the cost by all visitors"): 9000 / 4000,
        ("cac", "divided the customers by the cost"): 150 / 9000,
        ("conversion_rate", "divided visitors by customers"): 4000 / 150,
        ("conversion_rate", "compared the customers with those visitors who did not become one"): 150 / 3850,
        ("conversion_rate", "gave the share of the visitors who were lost"): 3850 / 4000,
        ("cost_per_visitor", "divided the cost by the customers"): 60,
        ("cost_per_visitor", "divided a customer's cost by the conversion rate"): 60 / 0.0375,
    }


def bayes(prior: float, true_positive_rate: float, false_positive_rate: float) -> Slips:
    # Of 1,000 cases 300 are true: 240 of them give the signal, and 70 of the 700 others.
    return {
        ("posterior", "ignored the base rate and gave how often the signal comes if true"): 240 / 300,
        ("posterior", "gave how often truth and signal come together"): 240 / 1000,
        ("posterior", "gave the share of false alarms among the signals"): 70 / 310,
        ("posterior", "weighed the true cases by their base rate but not the false alarms"): 240 / (240 + 100),
        ("posterior", "compared the two rates as if true and false were equally likely before"): 80 / (80 + 10),
        ("posterior_if_negative", "took 1 minus the posterior with the signal"): 70 / 310,
        ("evidence", "added up the two rates"): 0.9,
        ("evidence", "left out the false alarms"): 0.24,
        ("likelihood_ratio", "divided the rates the wrong way round"): 1 / 8,
        ("likelihood_ratio", "gave the odds after the signal"): 240 / 70,
    }


def clv(margin: float, retention_rate: float, discount_rate: float, years: int, acquisition_cost: float) -> Slips:
    each_year = range(1, years + 1)
    worth = [margin * retention_rate ** (t - 1) / (1 + discount_rate) ** t for t in each_year]
    plain = [margin * retention_rate ** (t - 1) for t in each_year]
    value = sum(worth)
    paid_by = next(t for t in each_year if sum(plain[:t]) >= acquisition_cost)
    # Between the second and the third year, as far as the closed form of the sum reaches the cost.
    lasting = retention_rate / (1 + discount_rate)
    fraction = log(1 - acquisition_cost * (1 + discount_rate) * (1 - lasting) / margin) / log(lasting)
    assert sum(worth[:2]) < acquisition_cost < sum(worth[:3])
    assert 2 < fraction < 3
    return {
        ("clv", "discounted one margin over the whole lifetime"): margin / (1 + discount_rate) ** years,
        ("clv", "added up the margins without discounting them"): sum(plain),
        ("clv", "discounted each margin by one year too few, as if it came at the start of its year"): sum(
            margin * retention_rate**t / (1 + discount_rate) ** t for t in range(years)
        ),
        ("clv", "applied the retention rate one year too early"): sum(
            margin * retention_rate**t / (1 + discount_rate) ** t for t in each_year
        ),
        ("clv", "ignored that customers leave"): sum(margin / (1 + discount_rate) ** t for t in each_year),
        ("clv", "counted endless years"): sum(
            margin * retention_rate ** (t - 1) / (1 + discount_rate) ** t for t in range(1, 1000)
        ),
        ("net_value", "left out the cost to win the customer"): value,
        ("net_value", "subtracted the value from the cost"): acquisition_cost - value,
        ("ratio", "divided the cost by the value"): acquisition_cost / value,
        ("ratio", "divided the net value by the cost"): (value - acquisition_cost) / acquisition_cost,
        ("payback_years", "earned back the cost from margins that were not discounted"): paid_by,
        ("payback_years", "gave a fraction of a year"): fraction,
    }


def expected_utility(outcomes: list[float], probabilities: list[float], utility: str, risk_aversion: float) -> Slips:
    function, inverse = {
        "log": (np.log, np.exp),
        "sqrt": (np.sqrt, np.square),
        "crra": (
            lambda x: (x ** (1 - risk_aversion) - 1) / (1 - risk_aversion),
            lambda u: (1 + (1 - risk_aversion) * u) ** (1 / (1 - risk_aversion)),
        ),
        "cara": (
            lambda x: (1 - np.exp(-risk_aversion * x)) / risk_aversion,
            lambda u: -np.log(1 - risk_aversion * u) / risk_aversion,
        ),
    }[utility]
    x = np.array(outcomes, dtype=float)
    value, level = np.average(x, weights=probabilities), np.average(function(x), weights=probabilities)
    sure = inverse(level)
    return {
        ("expected_value", "averaged the outcomes without their probabilities"): x.mean(),
        ("expected_utility", "took the utility of the expected value"): function(value),
        ("expected_utility", "averaged the utilities without their probabilities"): function(x).mean(),
        ("expected_utility", "gave the expected value"): value,
        ("certainty_equivalent", "gave the expected value"): value,
        ("certainty_equivalent", "stopped at the expected utility"): level,
        ("risk_premium", "gave the certainty equivalent"): sure,
        ("risk_premium", "subtracted the expected value from the certainty equivalent"): sure - value,
        ("risk_premium", "subtracted the expected utility from the expected value"): value - level,
    }


def regression(x: list[float], y: list[float], at: float, confidence: float) -> Slips:
    line, n = stats.linregress(x, y), len(x)
    residuals = np.array(y) - line.intercept - line.slope * np.array(x)
    s = sqrt((residuals**2).sum() / (n - 2))
    forecast = line.intercept + line.slope * at
    of_line = s * sqrt(1 / n + (at - np.mean(x)) ** 2 / (n * np.var(x)))
    error = sqrt(s**2 + of_line**2)
    student = stats.t(n - 2).ppf((1 + confidence) / 2)
    return {
        ("slope", "drew the line through the outermost points only"): (10 - 3) / (7 - 1),
        ("slope", "divided the products of the deviations by the number of points"): np.cov(x, y, bias=True)[0, 1],
        ("intercept", "added the slope's part to the mean of y"): np.mean(y) + line.slope * np.mean(x),
        ("residual_error", "divided the squared residuals by the number of points"): residuals.std(),
        ("slope_error", "divided the residual error by the root of n, as for a mean"): s / sqrt(n),
        ("r_squared", "gave the share that is left unexplained"): residuals.var() / np.var(y),
        ("forecast", "carried the mean on and left out the slope"): np.mean(y),
        ("forecast", "left out the intercept"): line.slope * at,
        ("high", "gave the confidence interval of the line itself"): forecast + student * of_line,
        ("high", "took the quantile of the normal distribution"): forecast
        + NormalDist().inv_cdf((1 + confidence) / 2) * error,
        ("high", "left all of the doubt above the interval"): forecast + stats.t(n - 2).ppf(confidence) * error,
        ("low", "went one standard error down from the forecast"): forecast - error,
    }


GAMBLE = {"outcomes": [90, 40, 20], "probabilities": [0.2, 0.5, 0.3]}
CASES: list[tuple[Any, Values]] = [
    (acquisition, {"marketing_cost": 9000, "new_customers": 150, "visitors": 4000}),
    (bayes, {"prior": 0.3, "true_positive_rate": 0.8, "false_positive_rate": 0.1}),
    (clv, {"margin": 120, "retention_rate": 0.8, "discount_rate": 0.1, "years": 6, "acquisition_cost": 210}),
    (expected_utility, GAMBLE | {"utility": "log", "risk_aversion": 0}),
    (expected_utility, GAMBLE | {"utility": "sqrt", "risk_aversion": 0}),
    (expected_utility, GAMBLE | {"utility": "crra", "risk_aversion": 1.5}),
    (expected_utility, GAMBLE | {"utility": "cara", "risk_aversion": 0.05}),
    (regression, {"x": [2, 1, 7, 4, 5], "y": [5, 3, 10, 8, 6], "at": 9, "confidence": 0.9}),
]


@pytest.mark.parametrize(("slips", "values"), CASES)
def test_each_mistake_is_the_slip_that_it_names(slips: Any, values: Values) -> None:
    model = getattr(ig, slips.__name__)
    right, wanted = model(**values), slips(**values)
    mistakes = model.compiled.data["mistakes"]
    assert [(mistake["output"], mistake["did"]) for mistake in mistakes] == list(wanted)
    for mistake in mistakes:
        found = calculate(model.compiled, mistake["key"], right.inputs)
        assert found == pytest.approx(wanted[mistake["output"], mistake["did"]], rel=1e-11), mistake["did"]
        assert found != pytest.approx(right[mistake["output"]], rel=1e-4), mistake["did"]


@pytest.mark.parametrize(
    ("margin", "retention_rate", "cost", "years"),
    [(100, 1, 300, 3), (100, 1, 301, 4), (100, 0.5, 175, 3), (100, 0.5, 200, inf), (100, 0.9, 0, 0)],
)
def test_undiscounted_years_to_pay_back(margin: float, retention_rate: float, cost: float, years: float) -> None:
    values = {"margin": margin, "retention_rate": retention_rate, "acquisition_cost": cost}
    assert mistaken("clv", "earned back the cost from margins that were not discounted", values) == years


@pytest.mark.parametrize(("discount_rate", "wanted"), [(0, 600), (0.25, 200 * (0.8 + 0.64 + 0.512))])
def test_leaving_ignored_with_and_without_discounting(discount_rate: float, wanted: float) -> None:
    values = {"retention_rate": 0.5, "discount_rate": discount_rate}
    assert mistaken("clv", "ignored that customers leave", values) == pytest.approx(wanted, rel=1e-14)


def mistaken(model: str, did: str, values: Values) -> Any:
    """What a model's mistake gives."""
    compiled = getattr(ig, model).compiled
    (key,) = (mistake["key"] for mistake in compiled.data["mistakes"] if mistake["did"] == did)
    return calculate(compiled, key, getattr(ig, model)(**values).inputs)


@pytest.mark.parametrize("model", ig.models())
def test_every_model_knows_what_goes_wrong(model: str) -> None:
    mistakes = getattr(ig, model).compiled.data["mistakes"]
    assert len(mistakes) >= 4
    assert len({mistake["output"] for mistake in mistakes}) >= 2
    assert len({(mistake["output"], mistake["did"]) for mistake in mistakes}) == len(mistakes)
    assert model in {slips.__name__ for slips, _ in CASES}


@pytest.mark.parametrize("model", ig.models())
def test_the_words_read_as_one_sentence(model: str) -> None:
    for mistake in getattr(ig, model).compiled.data["mistakes"]:
        first = mistake["did"].split()[0]
        assert first in PAST or first.endswith("ed"), mistake["did"]
        for part in (mistake["did"], mistake["instead"]):
            assert not part.endswith((".", " ", ";")), part
            assert part[0].islower() or part.startswith(("R²", "Student")), part
            assert ";" not in part, part


@pytest.mark.parametrize("model", ig.models())
def test_the_browser_is_not_told(model: str) -> None:
    assert not [key for key in getattr(ig, model).compiled.data["javascript"] if key.startswith("mistake")]
