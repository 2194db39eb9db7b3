"""The exercises of lesson 03: what a customer is worth."""

from typing import Any

EXERCISES: dict[str, dict[str, Any]] = {
    "03-1": {
        "model": "clv",
        "kind": "compute",
        "fixed": {"retention_rate": 1},
        "vary": {"margin": (120, 400, 20), "discount_rate": (0.05, 0.15, 0.01), "years": (3, 4, 1)},
        "story": (
            "A gym sells a contract over {years} that nobody can leave: the retention rate is {retention_rate}. Each "
            "customer brings {margin} of margin at the end of every year. The gym discounts at {discount_rate} a year."
        ),
        "ask": "What is one such customer worth today?",
    },
    "03-2": {
        "model": "clv",
        "kind": "invert",
        "quantity": "margin",
        "fixed": {"years": 3},
        "vary": {"margin": (120, 400, 20), "retention_rate": (0.6, 0.9, 0.05), "discount_rate": (0.06, 0.14, 0.02)},
        "story": (
            "A news app looks {years} ahead. Each year {retention_rate} of its readers stay, and it discounts at "
            "{discount_rate} a year. The first margin comes at the end of the first year, and is certain."
        ),
        "ask": "Which margin per year makes a reader worth {target} today?",
    },
    "03-3": {
        "model": "clv",
        "kind": "wrong_step",
        "fixed": {"retention_rate": 0.5, "discount_rate": 0.25, "years": 2},
        "vary": {"margin": (100, 500, 50)},
        "story": (
            "Someone copied the derivation and changed one step. Test each step with a margin of {margin}, a retention "
            "rate of {retention_rate}, a discount rate of {discount_rate} and {years}: then 1 + r is 1.25, the factor "
            "from one year to the next is 0.4, the churn rate c is 0.5, and δ is 0.6."
        ),
    },
    "03-4": {
        "model": "clv",
        "kind": "choose",
        "output": "clv",
        "fixed": {"retention_rate": 1, "discount_rate": 0},
        "vary": {"margin": (100, 400, 20), "years": (3, 8, 1)},
        "story": (
            "A colleague's spreadsheet values customers who bring {margin} a year for {years}, and of whom none "
            "leaves. It uses the closed form without cases. In the row with a discount rate of 0 it shows an error: it "
            "divides zero by zero."
        ),
        "ask": "What belongs in that row?",
        "hint": "Go back to the sum that the closed form came from, and write down its terms at a discount rate of 0.",
        "choices": [
            ("{clv}", "Right: at a discount rate of 0 each of the margins counts in full, so the sum is {clv}."),
            (
                "$0.00, because zero divided by anything is zero",
                (
                    "Zero divided by zero is no number: anything times zero is zero. Look at the sum instead: its "
                    "terms are {margin} each, not zero."
                ),
            ),
            (
                "No number: a value that is not discounted has no bound",
                "Only endless years would have no bound. Here {years} are counted, so the sum has an end.",
            ),
            (
                "What the same formula gives for a tiny rate, 0.000000000000001",
                (
                    "The idea of a limit is right, but a computer keeps about 16 digits, and at this rate the "
                    "subtraction in the formula loses nearly all of them: it gives 11 % too much. Add up the sum "
                    "instead."
                ),
            ),
        ],
    },
    "03-5": {
        "model": "clv_timing",
        "kind": "article",
        "output": "at_end",
        "vary": {
            "margin": (100, 300, 20),
            "retention_rate": (0.6, 0.85, 0.05),
            "discount_rate": (0.06, 0.14, 0.02),
            "years": (3, 4, 1),
        },
        "story": (
            "A supplier sends its invoice at the end of each year. A customer brings {margin} of margin a year; the "
            "first is certain, and after each year {retention_rate} of the customers stay. The supplier discounts at "
            "{discount_rate} a year and counts {years}."
        ),
        "ask": "A magazine reports that such a customer is worth {printed} today. Is it right?",
    },
    "03-6": {
        "model": "acquisition",
        "kind": "direction",
        "output": "cost_per_visitor",
        "quantity": "new_customers",
        "vary": {
            "marketing_cost": (4000, 12000, 2000),
            "new_customers": (40, 120, 10),
            "visitors": (2000, 4000, 2000),
        },
        "story": (
            "A shop pays {marketing_cost} for advertisements. They bring {visitors} visitors, and {new_customers} of "
            "these buy. With a simpler check-out, more of the same visitors would buy."
        ),
        "ask": "If more of the same visitors buy, what does the cost per visitor do?",
    },
    "03-7": {
        "model": "clv",
        "kind": "compute",
        "output": "payback_years",
        "fixed": {"years": 10},
        "vary": {
            "margin": (120, 180, 10),
            "retention_rate": (0.85, 0.95, 0.05),
            "discount_rate": (0.06, 0.12, 0.01),
            "acquisition_cost": (300, 400, 50),
        },
        "story": (
            "A partner sends customers for {acquisition_cost} each. A customer brings {margin} of margin at the end of "
            "each year; every year {retention_rate} stay. You discount at {discount_rate} a year."
        ),
        "ask": "At the end of which year has a customer paid back the cost, in today's money?",
    },
    "03-8": {
        "model": "clv",
        "kind": "choose",
        "output": "clv",
        "vary": {
            "margin": (100, 140, 10),
            "retention_rate": (0.7, 0.8, 0.05),
            "discount_rate": (0.08, 0.12, 0.01),
            "years": (3, 5, 1),
        },
        "story": (
            "For a budget of $4,000 a month, a shop wins 40 customers. With $8,000 it would win 50. A customer brings "
            "{margin} of margin a year, each year {retention_rate} stay, the shop discounts at {discount_rate} and "
            "counts {years}: a customer is worth {clv}."
        ),
        "ask": "Should the shop double its budget?",
        "hint": "Ask what the additional money buys: how many more customers, and what does each of them cost?",
        "choices": [
            (
                "No: each of the next ten customers costs $400, more than the {clv} that one is worth",
                "Right: $4,000 more buys ten more customers, so each of these costs $400. The average hides it.",
            ),
            (
                "Yes: on average a customer then costs $160, less than the {clv} that one is worth",
                (
                    "The average mixes 40 cheap customers, whom you have anyway, with ten expensive ones. The "
                    "decision is about those ten: $4,000 for ten is $400 each."
                ),
            ),
            (
                "Yes: 50 customers are worth more than the $8,000 they cost",
                "So they are, but the shop would keep less than with 40. Compare both plans, after their cost.",
            ),
            (
                "No: the value for each $ of cost would fall",
                (
                    "It would, but it nearly always falls when you buy more, also where the next customer still earns "
                    "money. Compare the cost of the next customer with the value of one."
                ),
            ),
            (
                "Yes: a constant retention rate understates loyal customers, so one must be worth more than $400",
                (
                    "It may understate them. But by how much is a question to the data, not a reason to take the "
                    "number that you need: estimate the retention rate year by year, and compute the value again."
                ),
            ),
        ],
    },
}
