"""Updating: what several signals, one after another, leave of a first belief."""

from typing import Any

from sympy import And, Eq, Expr, Max, Min, Not, Or, Piecewise, exp, log, oo, solve
from sympy.logic.boolalg import Boolean

from infogap.core.chart import Axis, Chart, Dots, Line, Rule, Table, Whole
from infogap.core.declaration import Requirement
from infogap.core.example import Mistake
from infogap.core.formula import Steps, formula
from infogap.core.quantity import Index, Quantity
from infogap.core.sentence import Sentence
from infogap.model import Model

SHARE: dict[str, Any] = {"unit": "%", "domain": (0, 1), "slider": (0, 1, 0.001)}
COUNT: dict[str, Any] = {"domain": (0, oo), "slider": (0, 20, 1), "integer": True}
prior = Quantity("prior", r"\pi", "prior probability", default=0.5, **SHARE)
true_positive_rate = Quantity("true_positive_rate", "s", "signal if true", default=0.65, **SHARE)
false_positive_rate = Quantity("false_positive_rate", "f", "signal if false", default=0.35, **SHARE)
positives = Quantity("positives", "k", "signals that came", default=3, **COUNT)
negatives = Quantity("negatives", "l", "signals that did not come", default=0, **COUNT)
t = Index("t")


def likelihood(rate: Expr) -> Expr:
    """Return how likely just these signals are, one after another, where each comes at a rate."""
    return rate**positives * (1 - rate) ** negatives


def possible(rate: Expr, came: Expr = positives, failed: Expr = negatives) -> Boolean:
    return And(Or(Eq(came, 0), rate > 0), Or(Eq(failed, 0), rate < 1))


def weight_of(came: Expr, failed: Expr) -> Expr:
    """Add up the logarithms of the likelihood ratios of some signals."""
    for_it = came * (log(true_positive_rate) - log(false_positive_rate))
    against = failed * (log(1 - true_positive_rate) - log(1 - false_positive_rate))
    return Piecewise(
        (-oo, Not(possible(true_positive_rate, came, failed))),
        (oo, Not(possible(false_positive_rate, came, failed))),
        (Piecewise((0, Eq(came, 0)), (for_it, True)) + Piecewise((0, Eq(failed, 0)), (against, True)), True),
    )


def believed(evidence: Expr) -> Expr:
    """Return the posterior after evidence of some weight, so that many signals neither overflow nor vanish."""
    return 1 / (1 + exp(-prior_weight - evidence))


TRUE_AND_THESE = prior * likelihood(true_positive_rate)
FALSE_AND_THESE = (1 - prior) * likelihood(false_positive_rate)


@formula("prior_weight", "w_0", "logarithm of the prior odds", decimals=4, inner=True)
def prior_weight() -> Steps:
    yield "Odds compare a probability with what is left of it", Eq(exp(prior_weight) * (1 - prior), prior)
    yield "Their logarithm", Piecewise((oo, Eq(prior, 1)), (log(prior) - log(1 - prior), True))


@formula("weight", "w", "weight of the evidence", decimals=4, inner=True)
def weight() -> Steps:
    yield (
        "The signals are independent, so with the truth and without it their probabilities multiply",
        Eq(exp(weight) * likelihood(false_positive_rate), likelihood(true_positive_rate)),
    )
    yield "The logarithms of all signals' ratios add up", weight_of(positives, negatives)


@formula("likelihood_ratio", r"\mathrm{LR}", "likelihood ratio of all signals")
def likelihood_ratio() -> Steps:
    ratio = likelihood(true_positive_rate) / likelihood(false_positive_rate)
    yield (
        "How much likelier just these signals are with the truth than without",
        Piecewise((ratio, possible(false_positive_rate)), (oo, True)),
    )
    yield "Its logarithm is the weight of the evidence", exp(weight)


@formula("posterior", r"P(A|B_1 \ldots)", "posterior probability", unit="%", shown=(1,), definition=1)
def posterior() -> Steps:
    both = Eq(posterior * (TRUE_AND_THESE + FALSE_AND_THESE), TRUE_AND_THESE)
    yield "Conditional probability, read both ways, for all signals at once", both
    yield "Solve for the posterior: this is Bayes' rule", solve(both, posterior)[0]
    yield "Put in both ways to get these signals", TRUE_AND_THESE / (TRUE_AND_THESE + FALSE_AND_THESE)
    yield "Divide by what stands above: only the weight of the evidence matters", believed(weight)


@formula("odds", r"\Omega", "posterior odds")
def odds() -> Steps:
    yield "The posterior is the odds' share of the odds and 1", Eq(posterior * (1 + odds), odds)
    yield (
        "The odds before, multiplied by the likelihood ratio",
        Piecewise((oo, Eq(prior, 1)), (prior / (1 - prior) * likelihood_ratio, True)),
    )
    yield "By logarithms: the same, and nothing overflows on the way", exp(prior_weight + weight)


one_by_one = Whole(t, 1, positives + negatives + 1)
seen = t - 1
after_seen = posterior.at(positives=Min(seen, positives), negatives=Max(seen - positives, 0))
model = Model(
    "updating",
    "Updating: one signal after another",
    summary="What several signals, one after another, leave of a first belief.",
    quantities=[prior, true_positive_rate, false_positive_rate, positives, negatives],
    formulas=[prior_weight, weight, posterior, odds, likelihood_ratio],
    main=posterior,
    requirements=[
        Requirement(
            Or(
                And(prior > 0, possible(true_positive_rate)),
                And(prior < 1, possible(false_positive_rate)),
            ),
            "These signals must be possible: a rate of 0 allows none to come, a rate of 1 none to fail, and what the "
            "prior rules out stays ruled out. Give rates and a prior between 0 and 1.",
            [prior, true_positive_rate, false_positive_rate, positives, negatives],
        )
    ],
    sentences=[
        Sentence(
            "Signals that came: {positives}, that did not: {negatives}. Only the truth can give these: it is certain.",
            when=Not(possible(false_positive_rate)),
        ),
        Sentence(
            "Signals that came: {positives}, that did not: {negatives}. The truth cannot give these: it is ruled out.",
            when=Not(possible(true_positive_rate)),
        ),
        Sentence(
            "Signals that came: {positives}, that did not: {negatives}. Together they multiply the odds by "
            "{likelihood_ratio}, and the probability goes from {prior} to {posterior}."
        ),
    ],
    chart=Chart(
        "The probability after each signal: first those that came, then those that did not",
        x=Axis("signals seen", low=0, high=Max(positives + negatives, 1), whole=True),
        y=Axis("probability", "%", low=0, high=1),
        marks=[
            Rule(y=prior, colour=prior, style="dashed", label="prior: {prior}"),
            Line(over=one_by_one, x=seen, y=after_seen, dots=True),
            Dots(
                x=positives,
                y=posterior.at(negatives=0),
                colour=positives,
                style="ring",
                when=And(positives > 0, negatives > 0),
            ),
            Dots(
                x=positives + negatives,
                y=posterior,
                label="posterior: {posterior}",
                label_side="left",
            ),
        ],
        table=Table(one_by_one, {"signals seen": (seen, "count"), "probability": (after_seen, "%")}),
    ),
    mistakes=[
        Mistake(
            posterior,
            "updated once, however many signals there were",
            "the posterior after one signal is the prior for the next",
            prior * true_positive_rate / (prior * true_positive_rate + (1 - prior) * false_positive_rate),
        ),
        Mistake(
            posterior,
            "left out the prior",
            "the same signals mean less where the truth was unlikely before",
            likelihood_ratio / (1 + likelihood_ratio),
        ),
        Mistake(
            posterior,
            "left out the signals that did not come",
            "a signal that fails to come tells something, too",
            believed(weight_of(positives, 0)),
        ),
        Mistake(
            posterior,
            "counted the signals that did not come as if they had come",
            "the rates of a signal that does not come are 1 minus those of one that comes",
            believed(weight_of(positives + negatives, 0)),
        ),
        Mistake(
            posterior,
            "gave how likely these signals are if it is true",
            "the posterior is how likely the truth is, given these signals",
            likelihood(true_positive_rate),
        ),
        Mistake(
            odds,
            "gave the likelihood ratio",
            "it has still to be multiplied by the odds before the signals",
            likelihood_ratio,
        ),
        Mistake(
            odds,
            "gave the posterior probability",
            "the odds divide it by what is left to 1",
            posterior,
        ),
        Mistake(
            likelihood_ratio,
            "added up the likelihood ratios of the signals",
            "each signal multiplies the odds once more",
            positives * true_positive_rate / false_positive_rate
            + negatives * (1 - true_positive_rate) / (1 - false_positive_rate),
        ),
        Mistake(
            likelihood_ratio,
            "divided the likelihoods the wrong way round",
            "how likely the signals are if it is true stands above",
            1 / likelihood_ratio,
        ),
    ],
)
