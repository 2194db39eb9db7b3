"""When the margins come: three conventions of lifetime value.

Textbooks agree that a customer's margins are expected, discounted and added up, but not on when they come. Berger and
Nasr (1998), "Customer lifetime value: Marketing models and applications", Journal of Interactive Marketing 12(1),
17-30, let the first one come today and for certain. Gupta and Lehmann (2003), "Customers as assets", Journal of
Interactive Marketing 17(1), 9-24, let it come after a year, from those who stayed.
"""

from sympy import Eq, Expr, Interval, Or, Piecewise, Rational, Sum, Symbol, oo, simplify, solve

from infogap.core.chart import Axis, Chart, Line, Table, Whole
from infogap.core.example import Mistake
from infogap.core.formula import Steps, formula
from infogap.core.quantity import Index, Quantity
from infogap.core.sentence import Sentence
from infogap.model import Model

RATE = Interval.open(-1, oo)
margin = Quantity("margin", "m", "margin per year", unit="$", default=200, domain=(0, oo), slider=(0, 1000, 10))
retention_rate = Quantity(
    "retention_rate", "q", "retention rate", unit="%", default=0.8, domain=(0, 1), slider=(0, 1, 0.01)
)
discount_rate = Quantity(
    "discount_rate", "r", "discount rate per year", unit="%", default=0.1, domain=RATE, slider=(0, 0.5, 0.01)
)
years = Quantity(
    "years", "n", "years counted", unit="years", default=10, domain=(1, oo), slider=(1, 30, 1), integer=True
)
t = Index("t")
FIRST_YEAR = margin / (1 + discount_rate)
KEPT = retention_rate / (1 + discount_rate)
ratio = Symbol("rho", positive=True)


def series(last: Expr) -> Expr:
    return Sum(ratio ** (t - 1), (t, 1, last))


def value_up_to(year: Expr) -> Expr:
    whole = margin / lost
    return Piecewise((FIRST_YEAR * year, Eq(decay, 0)), (whole * (1 - (1 - decay) ** year), True))


@formula("churn_rate", "c", "churn rate", unit="%", inner=True)
def churn_rate() -> Steps:
    yield "A customer either stays or leaves", Eq(retention_rate + churn_rate, 1)
    yield "Whoever does not stay leaves", 1 - retention_rate


@formula("lost", "d", "lost in a year", unit="%", inner=True)
def lost() -> Steps:
    yield "What leaves and what waiting costs, and the customers who stay", Eq(lost + retention_rate, 1 + discount_rate)
    yield "Two causes: customers leave, and money waits", churn_rate + discount_rate


@formula("decay", r"\delta", "share of value lost by a year's wait", unit="%", inner=True)
def decay() -> Steps:
    yield "A year later a margin still needs the customer, and is discounted once more", 1 - KEPT
    yield "As a share of what a year makes of the money", lost / (1 + discount_rate)


@formula("at_end", "V_1", "at the end of each year", unit="$", shown=(0, 2))
def at_end() -> Steps:
    term = margin * retention_rate ** (t - 1) / (1 + discount_rate) ** t
    yield (
        "The first margin is certain and comes after a year; each later one needs the customer",
        Sum(term, (t, 1, years)),
    )
    yield "Take the first year out: what stays is a geometric series", FIRST_YEAR * series(years).subs(ratio, KEPT)
    yield (
        "Its sum is known; where nothing is lost, all years count alike",
        FIRST_YEAR * simplify(series(years).doit()).subs(ratio, KEPT),
    )
    yield "The value of endless years, less what comes after the last one counted", value_up_to(years)


@formula("at_start", "V_0", "at the start of each year", unit="$")
def at_start() -> Steps:
    yield "The first margin comes today and is certain", margin * series(years).subs(ratio, KEPT)
    yield "Each margin comes a year earlier, so it is discounted once less", (1 + discount_rate) * at_end


@formula("if_retained", r"V_{\mathrm{stay}}", "at the end, only from those who stay", unit="$")
def if_retained() -> Steps:
    yield "The first margin already needs a customer who stayed", margin * KEPT * series(years).subs(ratio, KEPT)
    yield "Each margin needs one more year of staying", retention_rate * at_end


@formula("endless", r"V_\infty", "endless years, at the end of each", unit="$", definition=-1)
def endless() -> Steps:
    again = Eq(endless, FIRST_YEAR + KEPT * endless)
    yield "After the first margin everything comes again, a year later, from those who stay", again
    yield (
        "Solve for it; without bound if a year's wait loses nothing",
        Piecewise((solve(again, endless)[0], lost > 0), (0, Eq(margin, 0)), (oo, True)),
    )
    yield (
        "The margin is shared out among what a year loses",
        Piecewise((margin / lost, lost > 0), (0, Eq(margin, 0)), (oo, True)),
    )


each_year = Whole(t, 1, years)
model = Model(
    "clv_timing",
    "When the margins come: three conventions of lifetime value",
    summary="What a customer is worth, by when the margins come.",
    quantities=[margin, retention_rate, discount_rate, years],
    formulas=[churn_rate, lost, decay, at_start, at_end, if_retained, endless],
    main=at_end,
    sentences=[
        Sentence(
            "Counted over {years}, one customer is worth {at_start} if the margins come at the start of each year, "
            "{at_end} if they come at its end, and {if_retained} if only those who stay pay at its end. Endless years "
            "would make the second {endless}.",
            when=Or(lost > 0, Eq(margin, 0)),
        ),
        Sentence(
            "Counted over {years}, one customer is worth {at_start} if the margins come at the start of each year, "
            "{at_end} if they come at its end, and {if_retained} if only those who stay pay at its end. Endless years "
            "would have no bound, because a year's wait loses nothing.",
        ),
    ],
    chart=Chart(
        "What the margins add up to, by when they come",
        x=Axis("year", low=Rational(1, 2), high=years + Rational(1, 2), whole=True),
        y=Axis("", "$", zero=True),
        marks=[
            Line(
                over=each_year,
                x=t,
                y=at_start.at(years=t),
                colour=discount_rate,
                style="dashed",
                label="at the start: {at_start}",
            ),
            Line(
                over=each_year, x=t, y=at_end.at(years=t), dots=True, label="at the end: {at_end}", label_side="below"
            ),
            Line(
                over=each_year,
                x=t,
                y=if_retained.at(years=t),
                colour=retention_rate,
                style="dotted",
                label="only who stays: {if_retained}",
                label_side="below",
            ),
        ],
        table=Table(
            each_year,
            {
                "year": (t, "count"),
                "at the start": (at_start.at(years=t), "$"),
                "at the end": (at_end.at(years=t), "$"),
                "only who stays": (if_retained.at(years=t), "$"),
            },
        ),
    ),
    mistakes=[
        Mistake(
            at_end,
            "let the first margin come today",
            "it comes at the end of the first year, so it is discounted once",
            at_start,
        ),
        Mistake(
            at_end,
            "applied the retention rate to the first margin already",
            "the first margin is certain here",
            if_retained,
        ),
        Mistake(
            at_end,
            "counted endless years",
            "only the margins of the years counted belong to it",
            endless,
        ),
        Mistake(
            at_start,
            "discounted the first margin",
            "it comes today, so the discounting begins with the second",
            at_end,
        ),
        Mistake(
            at_start,
            "applied the retention rate to the first margin already",
            "the first margin comes before anyone can leave",
            retention_rate * at_start,
        ),
        Mistake(
            if_retained,
            "took the first margin for certain",
            "it comes only from those who stayed through the first year",
            at_end,
        ),
        Mistake(
            if_retained,
            "left out the discounting of the first year",
            "the first margin comes after a year",
            retention_rate * at_start,
        ),
        Mistake(
            endless,
            "divided the margin by the discount rate alone",
            "customers who leave are lost as well, so the churn rate is added to it",
            margin / discount_rate,
        ),
        Mistake(
            endless,
            "multiplied by the retention rate, as if only those who stayed paid the first margin",
            "the first margin is certain here",
            retention_rate * endless,
        ),
    ],
)
