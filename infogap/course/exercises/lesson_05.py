"""The exercises of lesson 05: reading an article critically."""

from typing import Any

EXERCISES: dict[str, dict[str, Any]] = {
    "05-1": {
        "model": "clv",
        "kind": "article",
        "output": "clv",
        "fixed": {"retention_rate": 1},
        "vary": {"margin": (100, 400, 50), "discount_rate": (0.05, 0.2, 0.05), "years": (2, 5, 1)},
        "story": (
            "A page on the web values a customer who brings a margin of {margin} at the end of each year for {years}. "
            "Nobody leaves: the retention rate is {retention_rate}. The page discounts at {discount_rate} a year."
        ),
        "ask": "It prints {printed} as the customer lifetime value. Recompute it: what did the page do?",
    },
    "05-2": {
        "model": "expected_utility",
        "kind": "choose",
        "story": (
            "Four results stand in a report. You have no time to recompute any of them, but you can ask between "
            "which numbers each must lie."
        ),
        "ask": "Which one can you reject without recomputing it?",
        "hint": "An average lies between the smallest and the largest of what it averages. A sum lies between as many "
        "times its smallest term and as many times its largest.",
        "choices": [
            (
                "A customer is worth $80 with probability 60 % and $120 with probability 40 %: on average $124.",
                "Right: no average exceeds its largest entry, and the largest is $120. The average is $96.",
            ),
            (
                "A margin of $50 at the end of each of four years, discounted at 5 %: $177.30.",
                (
                    "No: four margins without discounting make $200, and four times the last one, discounted, make "
                    "$164.54. The result lies between them, so the bounds do not reject it."
                ),
            ),
            (
                "Market shares of 30, 27, 25, 22 and 20 %: a straight line forecasts 17.3 % for the next quarter.",
                "No: this line falls, so a forecast below all points is what one expects.",
            ),
            (
                "A budget of $6,000 won 150 customers: $40 for each.",
                "No: 150 times $40 is $6,000. That took one multiplication, and the result passes it.",
            ),
        ],
    },
    "05-3": {
        "model": "clv",
        "kind": "invert",
        "output": "clv",
        "quantity": "discount_rate",
        "fixed": {"retention_rate": 1},
        "vary": {"margin": (150, 400, 50), "discount_rate": (0.08, 0.25, 0.01), "years": (3, 6, 1)},
        "story": (
            "A page values a customer who brings {margin} at the end of each year for {years}. Nobody leaves: the "
            "retention rate is {retention_rate}. The page does not say at which rate it discounts."
        ),
        "ask": "It prints {target}. Which discount rate per year would make that right?",
    },
    "05-4": {
        "model": "regression",
        "kind": "wrong_step",
        "output": "intercept",
        "fixed": {"x": [1, 2, 3, 4, 5], "y": [20, 22, 25, 28, 30], "at": 6, "confidence": 0.95},
        "story": "You referee a page that derives where a line through five quarters begins.",
        "ask": "One step of its derivation was changed. Which one? Test each step with the five shares of this lesson.",
    },
    "05-5": {
        "model": "regression",
        "kind": "direction",
        "output": "forecast",
        "quantity": "at",
        "fixed": {"x": [1, 2, 3, 4, 5], "at": 6, "confidence": 0.95},
        "vary": {"y": (20, 30, 1)},
        "story": (
            "Another firm's market shares in quarters {x} were {y} per cent. A straight line is drawn through them by "
            "least squares, and it forecasts quarter {at}."
        ),
        "ask": "If the forecast is made for a little later and nothing else changes, what does it do?",
    },
    "05-6": {
        "model": "bayes",
        "kind": "compute",
        "output": "posterior",
        "vary": {
            "prior": (0.4, 0.8, 0.1),
            "true_positive_rate": (0.2, 0.4, 0.1),
            "false_positive_rate": (0.05, 0.15, 0.05),
        },
        "story": (
            "Of a firm's products, {prior} are of high quality. A product of high quality shows a profit near 50 in "
            "{true_positive_rate} of its quarters, one of low quality in {false_positive_rate}. This quarter a product "
            "shows a profit near 50."
        ),
        "ask": "How likely is it that the product is of high quality?",
    },
    "05-7": {
        "model": "expected_utility",
        "kind": "choose",
        "story": "An article says: customers who believe that a firm knows more than they do trust it more, and stay.",
        "ask": "Which evidence would tell whether that is so?",
        "hint": "For each, ask: if the article were wrong, could this still come out as it says?",
        "choices": [
            (
                (
                    "Tell a random half of the new customers how much the firm knows, and compare after a year how "
                    "many of each half stayed."
                ),
                (
                    "Right: chance made the halves alike, so what they were told is the only difference, and staying "
                    "is what the article speaks of. The result could also refute it."
                ),
            ),
            (
                "Ask the firm's most loyal customers whether they trust it.",
                "No: those who lost their trust have left and are not asked, and nobody is there to compare them with.",
            ),
            (
                "Compare the customers of firms that know much with those of firms that know little.",
                "No: firms that know much are often larger and older as well. Customers may stay for that reason.",
            ),
            (
                "Count the articles that say the same.",
                "No: one article may have it from another. A claim that is repeated is still the same claim.",
            ),
        ],
    },
    "05-8": {
        "model": "clv",
        "kind": "choose",
        "output": "net_value",
        "fixed": {"margin": 200, "retention_rate": 1, "discount_rate": 0.1, "years": 3},
        "vary": {"acquisition_cost": (430, 490, 5)},
        "story": (
            "Your firm has the first article's customers, but in your market it costs {acquisition_cost} to win one. "
            "The article prints $426.49 as a customer's value; recomputed, it is {clv}."
        ),
        "ask": "What does the article's error do to your decision?",
        "hint": "Put the three amounts in order.",
        "solution": "The cost lies between the printed value and the right one, so the error turns the decision round.",
        "choices": [
            (
                (
                    "It turns it round: by the printed value you would not win such customers, and by the right one "
                    "you should."
                ),
                (
                    "Right: {acquisition_cost} lies between the two values. The printed one would cost you {net_value} "
                    "for each customer that you do not win."
                ),
            ),
            (
                "Nothing: the printed value is the smaller one, so it is merely cautious.",
                (
                    "No: being cautious costs something here. You would turn away a customer who leaves {net_value} "
                    "after the cost."
                ),
            ),
            (
                "Nothing: a customer is worth more than the cost by either value.",
                "No: $426.49 is less than {acquisition_cost}. Only the right value is more.",
            ),
            (
                (
                    "It turns it round: by the printed value you would win such customers, and by the right one you "
                    "should not."
                ),
                (
                    "No: it is the other way round. The right value, {clv}, is the larger one, and {net_value} is left "
                    "after the cost."
                ),
            ),
        ],
    },
}
