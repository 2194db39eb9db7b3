"""Insurance: what someone who dislikes risk would pay to be rid of it."""

from collections.abc import Callable
from typing import Any

from sympy import And, Eq, Expr, Interval, Max, Min, Piecewise, Rational, Symbol, exp, log, oo, solve

from infogap.core.chart import Area, Axis, Chart, Dots, Line, Rule, Span, Table
from infogap.core.declaration import Requirement
from infogap.core.example import Mistake
from infogap.core.formula import Steps, formula
from infogap.core.quantity import Quantity
from infogap.core.sentence import Number, Sentence
from infogap.model import Model

wealth = Quantity(
    "wealth", "W", "wealth", unit="$", default=2000, domain=Interval.open(0, oo), slider=(100, 10000, 100)
)
loss = Quantity("loss", "L", "possible loss", unit="$", default=400, domain=(0, oo), slider=(0, 5000, 10))
loss_probability = Quantity(
    "loss_probability", "p", "probability of the loss", unit="%", default=0.1, domain=(0, 1), slider=(0, 1, 0.005)
)
price = Quantity("price", "P", "price of the insurance", unit="$", default=60, domain=(0, oo), slider=(0, 1000, 1))
risk_aversion = Quantity(
    "risk_aversion", r"\gamma", "risk aversion", default=2, domain=(0, oo), slider=(0, 10, 0.1), decimals=1
)
w = Symbol("w", positive=True)
POWER = 1 - risk_aversion
FAMILY: list[tuple[Callable[[Expr], Expr], Any]] = [
    (log, Eq(risk_aversion, 1)),
    (lambda amount: amount**POWER / POWER, True),
]


@formula("utility_of", "u", "utility of an amount", decimals=4, running=w)
def utility_of() -> Steps:
    yield "How much an amount is liked", Piecewise(*[(utility(w), condition) for utility, condition in FAMILY])


def expected(utility: Callable[[Expr], Expr], rest: Expr) -> Expr:
    return (1 - loss_probability) * utility(wealth) + loss_probability * utility(rest)


def amount_with(level: Expr) -> Expr:
    return Piecewise((exp(level), Eq(risk_aversion, 1)), ((POWER * level) ** (1 / POWER), True))


def sure_amount(rest: Expr) -> Expr:
    """Invert the utility function: each branch of it is solved for the amount with the expected utility."""
    amount, level = Symbol("w", positive=True), Symbol("U", positive=True)
    return Piecewise(
        *[
            (solve(Eq(utility(amount), level), amount)[0].subs(level, expected(utility, rest)), condition)
            for utility, condition in FAMILY
        ]
    )


def utility_at(amount: Expr) -> Expr:
    return utility_of.at(w=amount)


def weighed_power() -> Expr:
    return 1 - loss_probability + loss_probability * exp(POWER * setback)


def power_mean() -> Expr:
    return Piecewise((loss_probability * setback, Eq(POWER, 0)), (log(weighed_power()) / POWER, True))


def kept_share(probability: Expr) -> Expr:
    """Return the logarithm of the power mean: a small probability loses no digits, a large power does not overflow."""
    bad = POWER * setback
    near = log(1 + probability * (exp(bad) - 1))
    far = bad + log(probability + (1 - probability) * exp(-bad))
    return Piecewise(
        (0, Eq(probability, 0)),
        (probability * setback, Eq(POWER, 0)),
        (far / POWER, And(bad > 1, bad + log(probability) > 0)),
        (near / POWER, True),
    )


@formula("setback", r"\ell", "logarithm of what the loss leaves", decimals=4, inner=True)
def setback() -> Steps:
    yield "What the loss leaves of the wealth", Eq(wealth * exp(setback), wealth - loss)
    yield "Solve for it", log((wealth - loss) / wealth)
    yield "From the loss as a share of what it leaves: the same, and no digits cancel", -log(1 + loss / (wealth - loss))


@formula("kept", r"\kappa", "logarithm of the share worth as much as the risk", decimals=4, inner=True)
def kept() -> Steps:
    yield "The power of this share is the power's mean", Eq(exp(POWER * kept), weighed_power())
    yield "Solve for it", power_mean()
    yield "The same from parts that neither overflow nor cancel", kept_share(loss_probability)


@formula(
    "certainty_equivalent",
    r"\mathrm{CE}",
    "certainty equivalent without insurance",
    unit="$",
    inner=True,
    definition=("Solve for the amount", amount_with(expected(utility_at, wealth - loss))),
)
def certainty_equivalent() -> Steps:
    scaled = wealth * exp(setback)
    yield (
        "The sure amount with the same utility as the risk",
        Eq(utility_at(certainty_equivalent), expected(utility_at, wealth - loss)),
    )
    yield "Solve for the amount, and write what the loss leaves as a share", sure_amount(scaled)
    yield "The wealth is a factor of it all, and a power mean is left", wealth * exp(power_mean())
    yield "The power mean from parts that neither overflow nor cancel", wealth * exp(kept)


@formula("highest_price", r"P^*", "highest price worth paying", unit="$", shown=(0,))
def highest_price() -> Steps:
    yield (
        "At this price, to insure and not to insure are worth the same",
        Eq(wealth - highest_price, certainty_equivalent),
    )
    yield "Solve for the price", wealth - certainty_equivalent
    yield "What is not kept of the wealth: the same, and no digits cancel", wealth * (1 - exp(kept))


@formula("expected_loss", r"\mathrm{E}[L]", "expected loss", unit="$", definition=-1)
def expected_loss() -> Steps:
    yield (
        "The wealth, less what is left of it on average",
        wealth - ((1 - loss_probability) * wealth + loss_probability * (wealth - loss)),
    )
    yield "Weigh the loss by its probability", loss_probability * loss


@formula("loading", r"\lambda", "price for each $ of expected loss")
def loading() -> Steps:
    yield "So many times the expected loss is the price", Eq(loading * expected_loss, price)
    yield (
        "Divide by the expected loss; where nothing can be lost, there is no bound",
        Piecewise((price / expected_loss, expected_loss > 0), (oo, True)),
    )


@formula("advantage", "A", "advantage of the insurance", unit="$")
def advantage() -> Steps:
    yield (
        "What is sure with the insurance, less what the risk without it is worth",
        (wealth - price) - (wealth - highest_price),
    )
    yield "The wealth cancels: the highest price less the price", highest_price - price


HALF_A_CENT = Rational(1, 200)
model = Model(
    "insurance",
    "Insurance: what to pay to be rid of a risk",
    summary="What someone who dislikes risk would pay to be rid of it.",
    quantities=[wealth, loss, loss_probability, price, risk_aversion],
    formulas=[
        utility_of,
        setback,
        kept,
        certainty_equivalent,
        highest_price,
        expected_loss,
        loading,
        advantage,
    ],
    main=highest_price,
    requirements=[
        Requirement(loss < wealth, "loss must be below wealth: no more can be lost than there is.", [loss, wealth]),
        Requirement(price < wealth, "price must be below wealth: no more can be paid than there is.", [price, wealth]),
    ],
    sentences=[
        Sentence(
            "Buy: to be rid of this risk is worth {highest_price}, {advantage} more than it costs. The expected loss, "
            "{expected_loss}, is part of that, and the rest is the dislike of risk.",
            when=advantage >= HALF_A_CENT,
        ),
        Sentence(
            "Do not buy: to be rid of this risk is worth {highest_price}, {short} less than it costs. The price is "
            "{price}, and the expected loss only {expected_loss}.",
            when=advantage <= -HALF_A_CENT,
            short=Number(-advantage, "$", None),
        ),
        Sentence("To buy or not makes no difference: to be rid of this risk is worth just what it costs, {price}."),
    ],
    chart=Chart(
        "What the insurance is worth, and what the loss costs on average",
        x=Axis("probability of the loss", "%", low=0, high=Min(1, Max(3 * loss_probability, Rational(1, 10)))),
        y=Axis("", "$", zero=True),
        marks=[
            Area(
                over=Span(w),
                x=w,
                y=highest_price.at(loss_probability=w),
                y2=expected_loss.at(loss_probability=w),
                colour=risk_aversion,
            ),
            Line(over=Span(w), x=w, y=highest_price.at(loss_probability=w)),
            Line(
                over=Span(w),
                x=w,
                y=expected_loss.at(loss_probability=w),
                colour=loss,
                style="dotted",
                label="expected loss",
                label_at="middle",
                label_side="below",
            ),
            Rule(y=price, colour=price, style="dashed", label="price: {price}"),
            Dots(
                x=loss_probability,
                y=highest_price,
                colour=loss_probability,
                x_handle=loss_probability,
                label="worth {highest_price}",
                label_side="left",
            ),
            Dots(x=loss_probability, y=expected_loss, colour=loss, style="ring"),
        ],
        table=Table(
            None,
            {
                "highest price worth paying": (highest_price, "$"),
                "price": (price, "$"),
                "expected loss": (expected_loss, "$"),
            },
        ),
    ),
    mistakes=[
        Mistake(
            highest_price,
            "gave the expected loss",
            "whoever dislikes risk pays more than that to be rid of it",
            expected_loss,
        ),
        Mistake(
            highest_price,
            "gave the certainty equivalent",
            "the price is what lies between it and the wealth",
            certainty_equivalent,
        ),
        Mistake(
            highest_price,
            "gave the risk premium",
            "the price covers the expected loss as well",
            highest_price - expected_loss,
        ),
        Mistake(
            expected_loss,
            "gave the whole loss",
            "it comes only with its probability",
            loss,
        ),
        Mistake(
            expected_loss,
            "gave the expected wealth",
            "the expected loss is what it falls short of the wealth",
            wealth - expected_loss,
        ),
        Mistake(
            loading,
            "divided the expected loss by the price",
            "the price stands above the expected loss",
            expected_loss / price,
        ),
        Mistake(
            loading,
            "compared the price with the whole loss",
            "it is compared with the loss that is expected",
            price / loss,
        ),
        Mistake(
            loading,
            "counted only what the price exceeds the expected loss by",
            "the whole price is compared with it",
            (price - expected_loss) / expected_loss,
        ),
        Mistake(
            advantage,
            "compared the price with the expected loss",
            "to be rid of the risk is worth more than that",
            expected_loss - price,
        ),
        Mistake(
            advantage,
            "compared the price with the whole loss",
            "the loss may not come at all",
            loss - price,
        ),
        Mistake(
            advantage,
            "subtracted what the insurance is worth from its price",
            "the price is subtracted, so that a gain is positive",
            price - highest_price,
        ),
    ],
)
