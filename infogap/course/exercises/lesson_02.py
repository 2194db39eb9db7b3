"""The exercises of lesson 02: what a signal tells."""

from typing import Any

EXERCISES: dict[str, dict[str, Any]] = {
    "02-1": {
        "model": "bayes",
        "kind": "compute",
        "output": "posterior",
        "vary": {
            "prior": (0.03, 0.08, 0.01),
            "true_positive_rate": (0.7, 0.9, 0.05),
            "false_positive_rate": (0.05, 0.15, 0.01),
        },
        "story": "A factory knows that {prior} of its kettles leak. A quick test flags {true_positive_rate} of the "
        "kettles that leak, and by mistake {false_positive_rate} of those that do not. A kettle is flagged.",
        "ask": "How probable is it that this kettle leaks?",
    },
    "02-2": {
        "model": "bayes",
        "kind": "wrong_step",
        "output": "posterior",
        "vary": {
            "prior": (0.1, 0.4, 0.05),
            "true_positive_rate": (0.6, 0.9, 0.05),
            "false_positive_rate": (0.1, 0.3, 0.05),
        },
        "story": "A colleague copied the derivation from the board and slipped once. Your numbers for trying it out: "
        "prior {prior}, signal if true {true_positive_rate}, signal if false {false_positive_rate}.",
    },
    "02-3": {
        "model": "bayes",
        "kind": "estimate",
        "output": "posterior",
        "quantity": "prior",
        "vary": {
            "prior": (0.1, 0.4, 0.05),
            "true_positive_rate": (0.7, 0.9, 0.05),
            "false_positive_rate": (0.1, 0.2, 0.01),
        },
        "story": "A bank's warning signal comes for {true_positive_rate} of the customers who will not pay back, and "
        "for {false_positive_rate} of those who will. Among new customers it proves right more often than among old "
        "ones, and no one has changed the signal.",
        "ask": "Drag the blue dot above the chart: how common must customers who do not pay back be, so that the "
        "signal is right with probability {target}?",
    },
    "02-4": {
        "model": "bayes",
        "kind": "direction",
        "output": "likelihood_ratio",
        "quantity": "prior",
        "vary": {
            "prior": (0.01, 0.05, 0.01),
            "true_positive_rate": (0.7, 0.9, 0.05),
            "false_positive_rate": (0.05, 0.15, 0.01),
        },
        "story": "A test flags {true_positive_rate} of the faulty parts and {false_positive_rate} of the good ones. "
        "Now {prior} of the parts are faulty. A cheaper supplier would deliver more faulty ones.",
        "ask": "If the share of faulty parts rises and the test stays as it is, what does its likelihood ratio do?",
    },
    "02-5": {
        "model": "updating",
        "kind": "article",
        "output": "posterior",
        "vary": {
            "prior": (0.1, 0.3, 0.05),
            "true_positive_rate": (0.6, 0.75, 0.05),
            "false_positive_rate": (0.15, 0.2, 0.05),
            "positives": (2, 2, 1),
            "negatives": (2, 3, 1),
        },
        "story": "Of a firm's suppliers, {prior} are unreliable. An unreliable supplier delivers late "
        "{true_positive_rate} of the time, a reliable one {false_positive_rate} of the time, each delivery "
        "independently of the others. The signal is a late delivery. A new supplier's record: late {positives}, "
        "on time {negatives}.",
        "ask": "A trade magazine prints {printed} as the probability that this supplier is unreliable. Is it right?",
    },
    "02-6": {
        "model": "bayes",
        "kind": "choose",
        "fixed": {"prior": 0.6, "true_positive_rate": 1, "false_positive_rate": 0},
        "story": "An article says: a product is of high quality with probability {prior}. High quality makes a profit "
        "of 100, low quality a profit of −50. Now a profit of 50 is observed. The article takes the probability of "
        "this profit to be 1 for high quality and 0 for low quality, and concludes that the product is certainly of "
        "high quality.",
        "ask": "What do you say to the article's author?",
        "choices": [
            (
                "By your own account a profit of 50 never happens: both probabilities are 0, and there is no answer.",
                (
                    "Right: high quality makes 100 and low quality makes −50, so neither makes 50. The observation has "
                    "probability 0, and dividing by it means nothing. One of the assumptions is wrong, and has to be "
                    "mended before anything can be concluded."
                ),
            ),
            (
                "You are right: low quality cannot make a profit of 50, so high quality is all that is left.",
                (
                    "No: you ruled out low quality, and did not ask the same of high quality. It makes 100, so it "
                    "cannot make 50 either. Nothing is left."
                ),
            ),
            (
                "You forgot the prior: the answer is {prior}, as before.",
                (
                    "No: the prior is in the calculation. And an observation that no case can give does not leave the "
                    "belief as it was: it shows that an assumption is wrong."
                ),
            ),
            (
                "A profit of 50 is nearer to 100 than to −50, so high quality is likely, but not certain.",
                (
                    "No: nearness counts only if profits scatter around 100 and −50. That would be a good way to mend "
                    "the example, with two probabilities between 0 and 1, but it is not what the article says."
                ),
            ),
        ],
        "hint": "Ask the same question twice: how often does a high-quality product make a profit of exactly 50? And a "
        "low-quality one?",
    },
    "02-7": {
        "model": "updating",
        "kind": "compute",
        "output": "posterior",
        # Rates that add up to 1 would let a review with five stars and one with fewer cancel, and hide mistakes.
        "vary": {
            "prior": (0.3, 0.5, 0.05),
            "true_positive_rate": (0.6, 0.8, 0.1),
            "false_positive_rate": (0.35, 0.45, 0.1),
            "positives": (3, 4, 1),
            "negatives": (1, 1, 1),
        },
        "story": "In another shop {prior} of the products are good. A good product's review has five stars with "
        "probability {true_positive_rate}, a mediocre one's with probability {false_positive_rate}. Take the reviews "
        "of one product as independent. So far it has reviews with five stars: {positives}, with fewer: {negatives}.",
        "ask": "How probable is it that this product is good?",
    },
    "02-8": {
        "model": "bayes",
        "kind": "invert",
        "output": "posterior",
        "quantity": "false_positive_rate",
        "vary": {
            "prior": (0.3, 0.5, 0.05),
            "true_positive_rate": (0.6, 0.75, 0.05),
            "false_positive_rate": (0.05, 0.25, 0.05),
        },
        "story": "A marketplace has {prior} good products, and {true_positive_rate} of them get five stars at first. "
        "It wants a five-star first review to mean something, and plans to remove bought and copied reviews.",
        "ask": "You would buy if you were {target} sure that a product is good. At most how many per cent of the "
        "mediocre products may still get five stars at first, so that one such review is enough?",
    },
}
