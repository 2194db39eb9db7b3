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
PAST = {"drew", "gave", "kept", "left", "let", "put", "took", "went"}


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
        ("mean_high", "gave the prediction interval of a new point"): forecast + student * error,
        ("mean_high", "went one standard error up from the forecast"): forecast + of_line,
        ("high", "took the quantile of the normal distribution"): forecast
        + NormalDist().inv_cdf((1 + confidence) / 2) * error,
        ("high", "left all of the doubt above the interval"): forecast + stats.t(n - 2).ppf(confidence) * error,
        ("low", "went one standard error down from the forecast"): forecast - error,
        ("low", "gave the confidence interval of the line itself"): forecast - student * of_line,
        ("low", "took the quantile of the normal distribution"): forecast
        - NormalDist().inv_cdf((1 + confidence) / 2) * error,
        ("low", "left all of the doubt below the interval"): forecast - stats.t(n - 2).ppf(confidence) * error,
        ("mean_low", "gave the prediction interval of a new point"): forecast - student * error,
    }


def updating(
    prior: float, true_positive_rate: float, false_positive_rate: float, positives: int, negatives: int
) -> Slips:
    # 0.8 and 0.1, four signals that came and one that did not; 0.3 for the truth, so 3 to 7.
    came, failed, ratio = 8, 0.2 / 0.9, 8**4 * 0.2 / 0.9
    odds = 3 / 7 * ratio
    return {
        ("posterior", "updated once, however many signals there were"): share(3 / 7 * came),
        ("posterior", "left out the prior"): share(ratio),
        ("posterior", "left out the signals that did not come"): share(3 / 7 * came**4),
        ("posterior", "counted the signals that did not come as if they had come"): share(3 / 7 * came**5),
        ("posterior", "gave how likely these signals are if it is true"): 0.8**4 * 0.2,
        ("odds", "gave the likelihood ratio"): ratio,
        ("odds", "gave the posterior probability"): share(odds),
        ("likelihood_ratio", "added up the likelihood ratios of the signals"): 4 * came + failed,
        ("likelihood_ratio", "divided the likelihoods the wrong way round"): 0.1**4 * 0.9 / (0.8**4 * 0.2),
    }


def share(odds: float) -> float:
    return odds / (1 + odds)


def clv_timing(margin: float, retention_rate: float, discount_rate: float, years: int) -> Slips:
    wait = 1 + discount_rate
    at_end = sum(margin * retention_rate ** (t - 1) / wait**t for t in range(1, years + 1))
    at_start = sum(margin * retention_rate**t / wait**t for t in range(years))
    if_retained = sum(margin * retention_rate**t / wait**t for t in range(1, years + 1))
    for_ever = range(1, 1000)
    return {
        ("at_end", "let the first margin come today"): at_start,
        ("at_end", "applied the retention rate to the first margin already"): if_retained,
        ("at_end", "counted endless years"): sum(margin * retention_rate ** (t - 1) / wait**t for t in for_ever),
        ("at_start", "discounted the first margin"): at_end,
        ("at_start", "applied the retention rate to the first margin already"): sum(
            margin * retention_rate ** (t + 1) / wait**t for t in range(years)
        ),
        ("if_retained", "took the first margin for certain"): at_end,
        ("if_retained", "left out the discounting of the first year"): sum(
            margin * retention_rate**t / wait ** (t - 1) for t in range(1, years + 1)
        ),
        ("endless", "divided the margin by the discount rate alone"): sum(margin / wait**t for t in for_ever),
        ("endless", "multiplied by the retention rate, as if only those who stayed paid the first margin"): sum(
            margin * retention_rate**t / wait**t for t in for_ever
        ),
    }


def insurance(wealth: float, loss: float, loss_probability: float, price: float, risk_aversion: float) -> Slips:
    # With a risk aversion of 2 the certainty equivalent is a harmonic mean.
    sure = 1 / (0.75 / 1000 + 0.25 / 600)
    return {
        ("highest_price", "gave the expected loss"): 100,
        ("highest_price", "gave the certainty equivalent"): sure,
        ("highest_price", "gave the risk premium"): 900 - sure,
        ("expected_loss", "gave the whole loss"): 400,
        ("expected_loss", "gave the expected wealth"): 900,
        ("loading", "divided the expected loss by the price"): 100 / 120,
        ("loading", "compared the price with the whole loss"): 120 / 400,
        ("loading", "counted only what the price exceeds the expected loss by"): 0.2,
        ("advantage", "compared the price with the expected loss"): -20,
        ("advantage", "compared the price with the whole loss"): 280,
        ("advantage", "subtracted what the insurance is worth from its price"): sure - 880,
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
    (insurance, {"wealth": 1000, "loss": 400, "loss_probability": 0.25, "price": 120, "risk_aversion": 2}),
    (updating, {"prior": 0.3, "true_positive_rate": 0.8, "false_positive_rate": 0.1, "positives": 4, "negatives": 1}),
    (clv_timing, {"margin": 120, "retention_rate": 0.8, "discount_rate": 0.1, "years": 6}),
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
