"""The exercises of lesson 01: deciding without knowing."""

from typing import Any

EXERCISES: dict[str, dict[str, Any]] = {
    "01-1": {
        "model": "expected_utility",
        "kind": "compute",
        "output": "certainty_equivalent",
        "fixed": {"utility": "sqrt"},
        "story": (
            "A street musician earns {outcomes_at_1} on a dry evening, which has a probability of "
            "{probabilities_at_1}, and {outcomes_at_2} on a wet one. The utility of an evening is the square root of "
            "what it earns. A restaurant offers a sure fee instead."
        ),
        "ask": "Which sure fee is just as good as an evening in the street?",
    },
    "01-2": {
        "model": "expected_utility",
        "kind": "choose",
        "output": "expected_utility",
        "fixed": {"outcomes": [50, 30], "probabilities": [0.7, 0.3], "utility": "linear"},
        "story": (
            "An article about customers gives one brand of phone a utility of 50 and another a utility of 30. It "
            "weighs them with 0.7 and 0.3, and prints 0.7 · 50 + 0.3 · 30 = 42.5 + 9 = 51.5."
        ),
        "ask": "Which check shows at a glance, before you multiply anything, that 51.5 is wrong?",
        "choices": [
            (
                "A weighted average cannot lie above its greatest entry, and 51.5 is above 50.",
                "Right: 0.7 · 50 is 35, not 42.5, so the expected utility is 44, between 30 and 50 as it must be.",
            ),
            (
                "The probabilities do not add up to 1.",
                "No: 0.7 + 0.3 = 1. It is a good check, and this article passes it.",
            ),
            (
                "A utility must lie between 0 and 1, and 51.5 does not.",
                "No: that holds for probabilities. A utility may be any number; it only has to rank what it measures.",
            ),
            (
                "The square roots are missing: utilities are always square roots.",
                "No: 50 and 30 are utilities already and are weighed as they stand. The root is one utility of many.",
            ),
        ],
        "hint": "Think of marks: with a 50 and a 30 in two exams, what is the best average anyone can have?",
        "solution": "0.7 · 50 is 35, not 42.5. The average is 44, and lies between 30 and 50 as it must.",
    },
    "01-3": {
        "model": "expected_utility",
        "kind": "wrong_step",
        "output": "expected_utility",
        "fixed": {"utility": "log"},
        "story": "Somebody's utility is the natural logarithm of an amount, as Bernoulli proposed.",
    },
    "01-4": {
        "model": "expected_utility",
        "kind": "estimate",
        "output": "certainty_equivalent",
        "quantity": "outcomes",
        "entry": 1,
        "fixed": {"outcomes": [45.0, 30.0], "probabilities": [0.7, 0.3], "utility": "crra"},
        "vary": {"risk_aversion": (0.5, 3, 0.5)},
        "story": (
            "A café books the musician for an evening outdoors: {outcomes_at_2} if it rains, and more if it stays dry, "
            "which has a probability of {probabilities_at_1}. The dry fee, outcome 1, is still open. The musician has "
            "a constant relative risk aversion of {risk_aversion}."
        ),
        "ask": (
            "Another café pays {target} whatever the weather. Drag outcome 1 until the certainty equivalent is "
            "{target}, so that both offers are equally good."
        ),
    },
    "01-5": {
        "model": "expected_utility",
        "kind": "choose",
        "story": (
            "In problem 1 somebody prefers B, which is 2,400 for sure, to A. This person always takes the gamble with "
            "the greater expected utility."
        ),
        "ask": "What do you know about this person's choice in problem 2?",
        "choices": [
            (
                "It is D, whatever the utility function.",
                "Right: without the 0.66 · u(0) that C and D share, problem 2 is the comparison of problem 1.",
            ),
            (
                "It is C, because C has the greater average.",
                "No: C's average is greater, 825 against 816. But so was A's, 2,409 against 2,400, and B was taken.",
            ),
            (
                "It is C for some utility functions and D for others.",
                "No: both problems compare the same utilities in the same way, so the function cannot tell them apart.",
            ),
            (
                "Nothing: the probabilities of problem 2 are others.",
                "No: they differ by the same amount on both sides. Take away what C and D share, and look again.",
            ),
        ],
        "hint": "C and D both end in nothing with a probability of 0.66 or more: take 0.66 · u(0) off both sides.",
        "solution": (
            "D over C means 0.34 · u(2,400) + 0.66 · u(0) > 0.33 · u(2,500) + 0.67 · u(0). Without 0.66 · u(0) on both "
            "sides it is 0.34 · u(2,400) > 0.33 · u(2,500) + 0.01 · u(0), which is what B over A means."
        ),
    },
    "01-6": {
        "model": "insurance",
        "kind": "direction",
        "output": "highest_price",
        "quantity": "wealth",
        "vary": {
            "wealth": (1000, 3000, 500),
            "loss": (300, 600, 50),
            "loss_probability": (0.05, 0.2, 0.05),
            "risk_aversion": (2, 4, 1),
        },
        "story": (
            "Somebody with savings of {wealth} may lose {loss} with a probability of {loss_probability}; the risk "
            "aversion is {risk_aversion}. Now an aunt leaves this person more money. Loss, probability and risk "
            "aversion stay as they are."
        ),
        "ask": "What happens to the highest price that this person would pay for insurance?",
    },
    "01-7": {
        "model": "insurance",
        "kind": "article",
        "output": "loading",
        "vary": {"loss": (200, 400, 50), "loss_probability": (0.05, 0.15, 0.05), "price": (70, 120, 10)},
        "story": (
            "A bicycle insurance costs {price} a year. With a probability of {loss_probability} a year it has to "
            "pay for a loss of {loss}."
        ),
        "ask": "A magazine prints that its loading is {printed}. Is it right?",
    },
    "01-8": {
        "model": "insurance",
        "kind": "invert",
        "output": "highest_price",
        "quantity": "loss_probability",
        "vary": {
            "wealth": (2000, 5000, 500),
            "loss": (300, 600, 50),
            "loss_probability": (0.06, 0.2, 0.01),
            "risk_aversion": (2, 4, 1),
        },
        "story": (
            "Your phone's warranty has run out. A repair would cost {loss}, your savings are {wealth}, and your risk "
            "aversion is {risk_aversion}."
        ),
        "ask": (
            "The shop wants {target} for another year of warranty. How likely must a repair be for the warranty to be "
            "worth just that?"
        ),
    },
}
