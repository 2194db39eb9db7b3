"""Expected utility: what a risky outcome is worth to someone who dislikes risk."""

from sympy import ITE, Abs, And, Eq, Expr, Or, Piecewise, Rational, Symbol, exp, log, oo, solve, sqrt, true
from sympy.logic.boolalg import Boolean

from infogap.core.chart import Axis, Chart, Dots, Each, Line, Span, Table
from infogap.core.declaration import Requirement
from infogap.core.example import Example, Mistake
from infogap.core.formula import Steps, formula
from infogap.core.functions import greatest, least, total
from infogap.core.quantity import ArrayQuantity, Choice, Index, Quantity
from infogap.core.sentence import Sentence
from infogap.model import Model

i = Index("i", over="outcomes")
outcomes = ArrayQuantity("outcomes", "x", "outcome", index=i, unit="$", default=[50, 30], slider=(0, 100, 1), most=8)
probabilities = ArrayQuantity(
    "probabilities",
    "p",
    "probability",
    index=i,
    unit="%",
    default=[0.7, 0.3],
    domain=(0, 1),
    slider=(0, 1, 0.01),
    total=1,
    most=8,
)
utility = Choice(
    "utility",
    "u",
    "attitude to risk",
    options={
        "linear": "neutral: u(x) = x",
        "log": "averse: u(x) = ln x",
        "sqrt": "averse: u(x) = √x",
        "crra": "constant relative risk aversion",
        "cara": "constant absolute risk aversion",
    },
)
risk_aversion = Quantity(
    "risk_aversion",
    r"\gamma",
    "risk aversion",
    default=0,
    domain=(0, oo),
    slider=(0, 5, 0.1),
    decimals=1,
    only_for=("crra", "cara"),
)
x, p = outcomes[i], probabilities[i]
w = Symbol("w", positive=True)
NEAR = Rational(1, 8)


def expected(value: Expr) -> Expr:
    return total(p * value, i)


@formula("utility_of", "u", "utility of an amount", decimals=4, running=w)
def utility_of(utility: str) -> Steps:
    relative = Piecewise((log(w), Eq(risk_aversion, 1)), ((w ** (1 - risk_aversion) - 1) / (1 - risk_aversion), True))
    absolute = Piecewise((w, Eq(risk_aversion, 0)), ((1 - exp(-risk_aversion * w)) / risk_aversion, True))
    functions = {"linear": w, "log": log(w), "sqrt": sqrt(w), "crra": relative, "cara": absolute}
    yield "How much an amount is liked", functions[utility]


def amount_with(level: Expr, option: str) -> Expr:
    """Invert the utility function: each branch of it is solved for the amount."""
    name = Symbol("U", positive=True)
    function = utility_of.expression(option)
    branches = function.args if isinstance(function, Piecewise) else [(function, True)]
    solved = [(solve(Eq(branch, name), w)[0].subs(name, level), condition) for branch, condition in branches]
    return Piecewise(*solved)


@formula("expected_value", r"\mathrm{E}[x]", "expected value", unit="$", shown=(0,))
def expected_value() -> Steps:
    yield "Weigh each outcome by its probability", expected(x)
    yield "Deviations from it cancel", Eq(expected(x - expected_value), 0)


@formula("expected_utility", r"\mathrm{E}[u]", "expected utility", decimals=4, shown=(0,))
def expected_utility() -> Steps:
    yield "Weigh each outcome's utility by its probability", expected(utility_of.at(w=x))
    yield "Deviations from it cancel", Eq(expected(utility_of.at(w=x) - expected_utility), 0)


@formula("anchor", "x^*", "outcome that weighs most", unit="$", inner=True)
def anchor(utility: str) -> Steps:
    possible_best = greatest(Piecewise((x, p > 0), (-oo, True)), i)
    possible_worst = least(Piecewise((x, p > 0), (oo, True)), i)
    best_matters = And(utility == "crra", risk_aversion < 1)
    yield (
        "It is possible, and none that is possible lies beyond it",
        ITE(
            best_matters,
            Eq(greatest(Piecewise((x - anchor, p > 0), (-oo, True)), i), 0),
            Eq(least(Piecewise((x - anchor, p > 0), (oo, True)), i), 0),
        ),
    )
    yield (
        "The best outcome while risk aversion is below 1, else the worst",
        Piecewise((possible_best, best_matters), (possible_worst, True)),
    )


@formula("certainty_equivalent", r"\mathrm{CE}", "certainty equivalent", unit="$")
def certainty_equivalent(utility: str) -> Steps:
    yield "The sure amount with the same utility", Eq(utility_of.at(w=certainty_equivalent), expected_utility)
    yield "Solve for the amount", amount_with(expected_utility, utility)
    yield from COMPUTED[utility]() if utility in COMPUTED else ()


def crra_computed() -> Steps:
    power, sure = 1 - risk_aversion, exp(expected(log(x)))
    relative = (x / anchor) ** power
    yield (
        "Put in the expected utility: a power mean",
        Piecewise((sure, Eq(power, 0)), (expected(x**power) ** (1 / power), True)),
    )
    yield (
        "Measure outcomes in units of the one that weighs most, so that no power overflows",
        Piecewise(
            (0, Eq(anchor, 0)),
            (sure, Eq(power, 0)),
            (anchor * exp(log(1 + expected(relative - 1)) / power), Abs(power) < NEAR),
            (anchor * exp(log(expected(relative)) / power), True),
        ),
    )


def cara_computed() -> Steps:
    relative = exp(-risk_aversion * (x - anchor))
    spread = risk_aversion * (greatest(x, i) - least(x, i))
    yield (
        "Put in the expected utility",
        Piecewise(
            (expected_value, Eq(risk_aversion, 0)), (-log(expected(exp(-risk_aversion * x))) / risk_aversion, True)
        ),
    )
    yield (
        "Measure outcomes from the worst one, so that no exponential overflows",
        Piecewise(
            (expected_value, Eq(risk_aversion, 0)),
            (anchor - log(1 + expected(relative - 1)) / risk_aversion, spread < 1),
            (anchor - log(expected(relative)) / risk_aversion, True),
        ),
    )


COMPUTED = {"crra": crra_computed, "cara": cara_computed}


@formula("risk_premium", r"\mathrm{RP}", "risk premium", unit="$")
def risk_premium() -> Steps:
    yield (
        "Sure amount and premium together are the expected value",
        Eq(certainty_equivalent + risk_premium, expected_value),
    )
    yield "What someone gives up to be rid of the risk", expected_value - certainty_equivalent


best, worst = greatest(x, i), least(x, i)
each = Each(i, outcomes)


def possible(utility: str) -> Boolean:
    return {"log": worst > 0, "sqrt": worst >= 0, "crra": Or(worst > 0, And(worst >= 0, risk_aversion < 1))}.get(
        utility, true
    )


def left_end(utility: str) -> Expr:
    return worst - (best - worst) / 4 - 1 if utility in ("linear", "cara") else worst * Rational(3, 5)


model = Model(
    "expected_utility",
    "Expected utility",
    summary="What a risky outcome is worth to someone who dislikes risk.",
    quantities=[outcomes, probabilities, utility, risk_aversion],
    formulas=[utility_of, expected_value, expected_utility, anchor, certainty_equivalent, risk_premium],
    requirements=[
        Requirement(
            possible,
            "Every outcome must be positive for this utility function (it may be 0 for sqrt, and for crra with a "
            "risk_aversion below 1): shift the outcomes, or choose linear or cara.",
            [outcomes, utility, risk_aversion],
        )
    ],
    sentences=[
        Sentence(
            "The gamble is worth {expected_value} on average. To be rid of its risk, someone like this would take "
            "{certainty_equivalent} for sure and so give up {risk_premium}.",
            when=risk_premium > Rational(1, 200),
        ),
        Sentence(
            "The gamble is worth {expected_value} on average, and just as much for sure: risk does not matter here."
        ),
    ],
    chart=Chart(
        "Utility of each outcome, and the sure amount with the same expected utility",
        x=Axis("amount", "$", low=left_end, high=best + (best - worst) / 4 + 1),
        y=Axis("utility", decimals=2),
        marks=[
            Line(over=Span(w), x=w, y=utility_of, label="utility", label_side="below"),
            Line(
                x=worst,
                y=utility_of.at(w=worst),
                x2=best,
                y2=utility_of.at(w=best),
                style="dotted",
            ),
            Line(
                x=certainty_equivalent,
                y=expected_utility,
                x2=expected_value,
                y2=expected_utility,
                colour=risk_aversion,
                style="dashed",
            ),
            Dots(over=each, x=x, y=utility_of.at(w=x), colour=outcomes, x_handle=outcomes),
            Dots(
                x=certainty_equivalent,
                y=expected_utility,
                colour=risk_aversion,
                style="ring",
                label="certainty equivalent {certainty_equivalent}",
                label_side="left",
            ),
            Dots(x=expected_value, y=expected_utility, label="expected value {expected_value}", label_side="below"),
        ],
        table=Table(
            each,
            {"outcome": (x, "$"), "probability": (p, "%"), "utility": (utility_of.at(w=x), "")},
        ),
    ),
    mistakes=[
        Mistake(
            expected_value,
            "averaged the outcomes without their probabilities",
            "each outcome is weighed by how likely it is",
            total(x, i) / i.length,
        ),
        Mistake(
            expected_utility,
            "took the utility of the expected value",
            "the utility of each outcome is taken first and then weighed",
            utility_of.at(w=expected_value),
        ),
        Mistake(
            expected_utility,
            "averaged the utilities without their probabilities",
            "each utility is weighed by how likely its outcome is",
            total(utility_of.at(w=x), i) / i.length,
        ),
        Mistake(
            expected_utility,
            "gave the expected value",
            "it is the outcomes' utilities that are weighed, not their amounts",
            expected_value,
        ),
        Mistake(
            certainty_equivalent,
            "gave the expected value",
            "whoever dislikes risk takes less than that for sure",
            expected_value,
        ),
        Mistake(
            certainty_equivalent,
            "stopped at the expected utility",
            "the certainty equivalent is the amount of money that has this utility",
            expected_utility,
        ),
        Mistake(
            risk_premium,
            "gave the certainty equivalent",
            "the premium is what lies between it and the expected value",
            certainty_equivalent,
        ),
        Mistake(
            risk_premium,
            "subtracted the expected value from the certainty equivalent",
            "the premium is what is given up, so the sure amount is taken from the expected value",
            certainty_equivalent - expected_value,
        ),
        Mistake(
            risk_premium,
            "subtracted the expected utility from the expected value",
            "utility is no money: its certainty equivalent is subtracted",
            expected_value - expected_utility,
        ),
    ],
    examples=[
        Example(
            "Expected utility of two brands",
            "second article, section 4.1",
            {"outcomes": [50, 30], "probabilities": [0.7, 0.3]},
            {"expected_utility": 51.5},
            "0.7 · 50 is 35, not 42.5; no average exceeds its greatest entry",
            decimals=1,
        )
    ],
)
