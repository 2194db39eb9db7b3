"""Bayes' rule: how a signal changes what we believe."""

from typing import Any

from sympy import Eq, Piecewise, oo, solve

from infogap.core.chart import Chart, Group, People, Table
from infogap.core.declaration import Requirement
from infogap.core.example import Example, Mistake
from infogap.core.formula import Steps, formula
from infogap.core.functions import rounded
from infogap.core.quantity import Quantity
from infogap.core.sentence import Number, Sentence
from infogap.model import Model

SHARE: dict[str, Any] = {"unit": "%", "domain": (0, 1), "slider": (0, 1, 0.001)}
prior = Quantity("prior", r"\pi", "prior probability", default=0.6, **SHARE)
true_positive_rate = Quantity("true_positive_rate", "s", "signal if true", default=1, **SHARE)
false_positive_rate = Quantity("false_positive_rate", "f", "signal if false", default=0, **SHARE)
TRUE_AND_SIGNAL = true_positive_rate * prior
FALSE_AND_SIGNAL = false_positive_rate * (1 - prior)
TRUE_AND_NONE = (1 - true_positive_rate) * prior
FALSE_AND_NONE = (1 - false_positive_rate) * (1 - prior)


@formula("evidence", "P(B)", "probability of the signal", unit="%")
def evidence() -> Steps:
    yield (
        "With or without the signal: four cases, and one of them holds",
        Eq(evidence + TRUE_AND_NONE + FALSE_AND_NONE, 1),
    )
    yield "The signal comes either with the truth or without it", TRUE_AND_SIGNAL + FALSE_AND_SIGNAL


@formula("posterior", "P(A|B)", "posterior probability", unit="%")
def posterior() -> Steps:
    both = Eq(posterior * evidence, TRUE_AND_SIGNAL)
    yield "Conditional probability, read both ways: P(A|B) P(B) = P(A and B) = P(B|A) P(A)", both
    yield "Solve for the posterior: this is Bayes' rule", solve(both, posterior)[0]
    yield "Put in both ways to get the signal", TRUE_AND_SIGNAL / (TRUE_AND_SIGNAL + FALSE_AND_SIGNAL)


@formula("posterior_if_negative", r"P(A|\bar B)", "posterior without the signal", unit="%", definition=-1)
def posterior_if_negative() -> Steps:
    both = Eq(posterior_if_negative * (1 - evidence), TRUE_AND_NONE)
    yield "The same for no signal: P(A|no B) P(no B) = P(A and no B)", both
    yield "Solve for the posterior", solve(both, posterior_if_negative)[0]
    yield (
        "Put in both ways to get no signal; undefined if a signal always comes",
        TRUE_AND_NONE / (TRUE_AND_NONE + FALSE_AND_NONE),
    )


@formula("likelihood_ratio", r"\mathrm{LR}", "likelihood ratio")
def likelihood_ratio() -> Steps:
    yield (
        "The signal multiplies the odds by this factor",
        Eq(posterior * (1 - prior), likelihood_ratio * prior * (1 - posterior)),
    )
    yield (
        "How much likelier the signal is with the truth than without",
        Piecewise((true_positive_rate / false_positive_rate, false_positive_rate > 0), (oo, True)),
    )


PEOPLE = 1000
true_cases = rounded(PEOPLE * prior)
found = rounded(true_cases * evidence.at(prior=1))
false_alarms = rounded((PEOPLE - true_cases) * evidence.at(prior=0))
counts = {
    "true": Number(true_cases, colour=prior),
    "found": Number(found, colour=true_positive_rate),
    "false": Number(PEOPLE - true_cases),
    "alarms": Number(false_alarms, colour=false_positive_rate),
    "signals": Number(found + false_alarms),
}
model = Model(
    "bayes",
    "Bayes: what a signal tells you",
    summary="How a signal changes what we believe.",
    quantities=[prior, true_positive_rate, false_positive_rate],
    formulas=[posterior, posterior_if_negative, evidence, likelihood_ratio],
    requirements=[
        Requirement(
            TRUE_AND_SIGNAL + FALSE_AND_SIGNAL > 0,
            "The signal must be possible, but P(B) = 0: give a prior and a true_positive_rate above 0, or a "
            "false_positive_rate above 0.",
            [prior, true_positive_rate, false_positive_rate],
        )
    ],
    sentences=[
        Sentence(
            "Of 1,000 cases, {true} are true, and {found} of them give the signal. So do {alarms} of the {false} "
            "others. A signal means true in {found} of {signals} cases.",
            when=found + false_alarms > 0,
            **counts,
        ),
        Sentence(
            "Of 1,000 cases, {true} are true, and hardly one gives the signal. Where it comes, it means true with "
            "probability {posterior}.",
            **counts,
        ),
    ],
    chart=Chart(
        "A thousand cases: whom the signal finds, whom it misses, whom it accuses wrongly",
        marks=[
            People(
                groups=[
                    Group(found, Sentence("{found} true, with signal", **counts), true_positive_rate),
                    Group(
                        true_cases - found,
                        Sentence("{missed} true, missed", missed=Number(true_cases - found)),
                        true_positive_rate,
                        shape="ring",
                    ),
                    Group(
                        false_alarms, Sentence("{alarms} false alarms", **counts), false_positive_rate, shape="square"
                    ),
                    Group(
                        PEOPLE - true_cases - false_alarms,
                        Sentence("{quiet} neither", quiet=Number(PEOPLE - true_cases - false_alarms)),
                        style="faint",
                    ),
                ],
                x_handle=prior,
                colour=prior,
            )
        ],
        table=Table(
            None,
            {
                "true, with signal": (found, "count"),
                "true, missed": (true_cases - found, "count"),
                "false alarms": (false_alarms, "count"),
                "neither": (PEOPLE - true_cases - false_alarms, "count"),
            },
        ),
    ),
    mistakes=[
        Mistake(
            posterior,
            "ignored the base rate and gave how often the signal comes if true",
            "the posterior is how often it is true if the signal comes",
            true_positive_rate,
        ),
        Mistake(
            posterior,
            "gave how often truth and signal come together",
            "this has still to be divided by how often the signal comes at all",
            TRUE_AND_SIGNAL,
        ),
        Mistake(
            posterior,
            "gave the share of false alarms among the signals",
            "the posterior is the share of true cases among them",
            1 - posterior,
        ),
        Mistake(
            posterior,
            "weighed the true cases by their base rate but not the false alarms",
            "false alarms come only from those cases that are not true, a share of 1 minus the prior",
            TRUE_AND_SIGNAL / (TRUE_AND_SIGNAL + false_positive_rate),
        ),
        Mistake(
            posterior,
            "compared the two rates as if true and false were equally likely before",
            "each rate is weighed by how likely its case was before the signal",
            true_positive_rate / (true_positive_rate + false_positive_rate),
        ),
        Mistake(
            posterior_if_negative,
            "took 1 minus the posterior with the signal",
            "without the signal other cases are counted: those that were missed, and those with rightly no signal",
            1 - posterior,
        ),
        Mistake(
            evidence,
            "added up the two rates",
            "each of them holds only for its own share of the cases",
            true_positive_rate + false_positive_rate,
        ),
        Mistake(
            evidence,
            "left out the false alarms",
            "the signal comes without the truth, too",
            TRUE_AND_SIGNAL,
        ),
        Mistake(
            likelihood_ratio,
            "divided the rates the wrong way round",
            "how often the signal comes if true stands above how often it comes if false",
            false_positive_rate / true_positive_rate,
        ),
        Mistake(
            likelihood_ratio,
            "gave the odds after the signal",
            "the likelihood ratio is the factor between the odds before and after it",
            TRUE_AND_SIGNAL / FALSE_AND_SIGNAL,
        ),
    ],
    examples=[
        Example(
            "Posterior of high quality, profit 50 seen",
            "second article, section 4.2",
            {"prior": 0.6, "true_positive_rate": 1, "false_positive_rate": 0},
            {"posterior": 1},
        )
    ],
)
