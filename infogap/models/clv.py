"""Customer lifetime value: what a customer's future margins are worth today."""

from sympy import And, Eq, Expr, Interval, Or, Piecewise, Rational, Sum, Symbol, ceiling, log, oo, simplify, solve

from infogap.core.chart import Axis, Bars, Chart, Dots, Line, Rule, Table, Whole
from infogap.core.example import Example, Mistake
from infogap.core.formula import Steps, formula
from infogap.core.functions import Least
from infogap.core.quantity import Index, Quantity
from infogap.core.sentence import Number, Sentence
from infogap.model import Model

RATE = Interval.open(-1, oo)
margin = Quantity("margin", "m", "margin per year", unit="$", default=200, domain=(0, oo), slider=(0, 1000, 10))
retention_rate = Quantity(
    "retention_rate", "q", "retention rate", unit="%", default=1, domain=(0, 1), slider=(0, 1, 0.01)
)
discount_rate = Quantity(
    "discount_rate", "r", "discount rate per year", unit="%", default=0.1, domain=RATE, slider=(0, 0.5, 0.01)
)
years = Quantity(
    "years", "n", "years counted", unit="years", default=3, domain=(1, oo), slider=(1, 30, 1), integer=True
)
acquisition_cost = Quantity(
    "acquisition_cost", "a", "cost to win a customer", unit="$", default=100, domain=(0, oo), slider=(0, 1000, 10)
)
t, k = Index("t"), Index("k")
FIRST_YEAR = margin / (1 + discount_rate)
ROUNDING = Rational(1, 10**9)


def first_year(condition: Expr) -> Expr:
    """Return the first year counted in which a condition on k holds; 0 if it holds before any."""
    return Least(Piecewise((k, condition), (oo, True)), (k, 0, years))


def value_up_to(year: Expr) -> Expr:
    endless = margin / (churn_rate + discount_rate)
    return Piecewise((FIRST_YEAR * year, Eq(decay, 0)), (endless * (1 - (1 - decay) ** year), True))


@formula("value_of_year", "v_t", "worth today of year t's margin", unit="$", running=t)
def value_of_year() -> Steps:
    yield (
        "The margin of year t needs a customer who stayed until then, and is discounted to today",
        margin * retention_rate ** (t - 1) / (1 + discount_rate) ** t,
    )


@formula("churn_rate", "c", "churn rate", unit="%", inner=True)
def churn_rate() -> Steps:
    yield "A customer either stays or leaves", Eq(retention_rate + churn_rate, 1)
    yield "Whoever does not stay leaves", 1 - retention_rate


@formula("decay", r"\delta", "share of value lost by a year's wait", unit="%", inner=True)
def decay() -> Steps:
    yield (
        "A year later a margin still needs the customer, and is discounted once more",
        1 - retention_rate / (1 + discount_rate),
    )
    yield "Two causes: customers leave, and money waits", (churn_rate + discount_rate) / (1 + discount_rate)


@formula("clv", r"\mathrm{CLV}", "customer lifetime value", unit="$", shown=(0, 2))
def clv() -> Steps:
    ratio = Symbol("rho", positive=True)
    series = Sum(ratio ** (t - 1), (t, 1, years))
    kept = retention_rate / (1 + discount_rate)
    yield "Expect each year's margin, discount it to today, add all of them up", Sum(value_of_year, (t, 1, years))
    yield "Take the first year out: what stays is a geometric series", FIRST_YEAR * series.subs(ratio, kept)
    yield (
        "Its sum is known; where nothing is lost, all years count alike",
        FIRST_YEAR * simplify(series.doit()).subs(ratio, kept),
    )
    yield "The value of endless years, less what comes after the last one counted", value_up_to(years)


@formula("net_value", r"\mathrm{NV}", "value after the cost to win", unit="$")
def net_value() -> Steps:
    yield "The customer's value pays the cost, and leaves the net value", Eq(clv, acquisition_cost + net_value)
    yield "What is left", clv - acquisition_cost


@formula("ratio", r"\rho", "value for each $ of cost")
def ratio() -> Steps:
    yield "So many times the cost is the customer's value", Eq(ratio * acquisition_cost, clv)
    yield (
        "Divide by the cost; without a cost there is no bound",
        Piecewise((clv / acquisition_cost, acquisition_cost > 0), (oo, True)),
    )


@formula("break_even", "k^*", "time to earn back the cost", unit="years", decimals=2, inner=True)
def break_even() -> Steps:
    time = Symbol("k", positive=True)
    lost = churn_rate + discount_rate
    never = Or(Eq(margin, 0), acquisition_cost * lost >= margin)
    (reached,) = solve(Eq(margin / lost * (1 - (1 - decay) ** time), acquisition_cost), time)
    steady = acquisition_cost * (1 + discount_rate) / margin
    yield (
        "By then the margins are worth the cost (if any come after the first year)",
        Or(Eq(decay, 1), Eq(value_up_to(break_even), acquisition_cost)),
    )
    yield (
        "Solve for the time; never, if all margins for ever are worth less",
        Piecewise((oo, never), (steady, Eq(decay, 0)), (reached, True)),
    )
    yield (
        "The share of the customer's endless value that the cost takes",
        Piecewise(
            (oo, never), (steady, Eq(decay, 0)), (log(1 - acquisition_cost * lost / margin) / log(1 - decay), True)
        ),
    )


PAID = clv.at(years=k) >= acquisition_cost - ROUNDING


@formula(
    "payback_years",
    "k",
    "years to pay back",
    unit="years",
    definition=("The first year by whose end the margins cover the cost", first_year(PAID)),
)
def payback_years() -> Steps:
    paid = And(value_up_to(payback_years) >= acquisition_cost, value_up_to(payback_years - 1) < acquisition_cost)
    late = And(payback_years > years, clv < acquisition_cost)
    yield (
        "The first whole year that covers the cost, if one is counted",
        Or(And(Eq(acquisition_cost, 0), Eq(payback_years, 0)), late, And(paid, payback_years <= years)),
    )
    yield (
        "One year if the first margin covers it; else round up to a whole year, forgiving a billionth of rounding",
        Piecewise(
            (0, Eq(acquisition_cost, 0)),
            (1, acquisition_cost <= FIRST_YEAR * (1 + ROUNDING)),
            (ceiling(break_even - ROUNDING), break_even - ROUNDING <= years),
            (oo, True),
        ),
    )


def powers_up_to(number: Expr, factor: Expr) -> Expr:
    """Add up 1, the factor, its square and so on: so many of them."""
    return Piecewise((number, Eq(factor, 1)), ((1 - factor**number) / (1 - factor), True))


def undiscounted_payback() -> Expr:
    needed = acquisition_cost / margin
    return Piecewise(
        (oo, needed * churn_rate >= 1),
        (ceiling(needed), Eq(churn_rate, 0)),
        (ceiling(log(1 - needed * churn_rate) / log(retention_rate)), True),
    )


each_year = Whole(t, 1, years)
expected_margin = value_of_year.at(discount_rate=0)
model = Model(
    "clv",
    "Customer lifetime value",
    summary="What a customer's future margins are worth today.",
    quantities=[margin, retention_rate, discount_rate, years, acquisition_cost],
    formulas=[value_of_year, churn_rate, decay, clv, net_value, ratio, break_even, payback_years],
    sentences=[
        Sentence(
            "Counted over {years}, a customer is worth {clv} today. That earns back the {acquisition_cost} it costs "
            "to win one in {payback_years} and leaves {net_value}.",
            when=payback_years <= years,
        ),
        Sentence(
            "Counted over {years}, a customer is worth {clv} today: {missing} less than the {acquisition_cost} it "
            "costs to win one.",
            missing=Number(-net_value, "$", None),
        ),
    ],
    chart=Chart(
        "What each year's margin is worth today, and what all of them add up to",
        x=Axis("year", low=Rational(1, 2), high=years + Rational(1, 2), whole=True),
        y=Axis("", "$", zero=True),
        marks=[
            Bars(over=each_year, x=t, y=value_of_year, colour=margin),
            Bars(over=each_year, x=t, y=expected_margin, y2=value_of_year, colour=discount_rate, style="outline"),
            Bars(
                over=each_year,
                x=t,
                y=value_of_year.at(discount_rate=0, retention_rate=1),
                y2=expected_margin,
                colour=retention_rate,
                style="faint",
                when=retention_rate < 1,
            ),
            Line(over=each_year, x=t, y=clv.at(years=t), dots=True, label="added up: {clv}"),
            Rule(y=acquisition_cost, colour=acquisition_cost, style="dashed", label="cost to win: {acquisition_cost}"),
            Dots(
                x=payback_years,
                y=clv.at(years=payback_years),
                when=And(payback_years >= 1, payback_years <= years),
                colour=acquisition_cost,
                style="ring",
            ),
        ],
        table=Table(
            each_year,
            {
                "year": (t, "count"),
                "expected margin": (expected_margin, "$"),
                "worth today": (value_of_year, "$"),
                "added up": (clv.at(years=t), "$"),
            },
        ),
    ),
    mistakes=[
        Mistake(
            clv,
            "discounted one margin over the whole lifetime",
            "each year's margin is discounted by its own number of years",
            margin / (1 + discount_rate) ** years,
        ),
        Mistake(
            clv,
            "added up the margins without discounting them",
            "a margin that comes later is worth less today",
            margin * powers_up_to(years, retention_rate),
        ),
        Mistake(
            clv,
            "discounted each margin by one year too few, as if it came at the start of its year",
            "a year's margin comes at its end",
            clv * (1 + discount_rate),
        ),
        Mistake(
            clv,
            "applied the retention rate one year too early",
            "the first year's margin is certain, and who leaves is missing from the second year on",
            clv * retention_rate,
        ),
        Mistake(
            clv,
            "ignored that customers leave",
            "from the second year on, only those who stayed bring a margin",
            FIRST_YEAR * powers_up_to(years, 1 / (1 + discount_rate)),
        ),
        Mistake(
            clv,
            "counted endless years",
            "only the margins of the years counted belong to it",
            Piecewise((margin / (churn_rate + discount_rate), churn_rate + discount_rate > 0), (oo, True)),
        ),
        Mistake(
            net_value,
            "left out the cost to win the customer",
            "the net value is what the customer's value leaves after that cost",
            clv,
        ),
        Mistake(
            net_value,
            "subtracted the value from the cost",
            "the cost is subtracted from the value, so that a gain is positive",
            acquisition_cost - clv,
        ),
        Mistake(
            ratio,
            "divided the cost by the value",
            "the value stands above the cost",
            acquisition_cost / clv,
        ),
        Mistake(
            ratio,
            "divided the net value by the cost",
            "the whole value is compared with the cost, before the cost is taken off",
            net_value / acquisition_cost,
        ),
        Mistake(
            payback_years,
            "earned back the cost from margins that were not discounted",
            "only what a margin is worth today pays back a cost of today",
            undiscounted_payback(),
        ),
        Mistake(
            payback_years,
            "gave a fraction of a year",
            "a margin comes at the end of its year, so the first whole year that covers the cost is wanted",
            break_even,
        ),
    ],
    examples=[
        Example(
            "Customer lifetime value, by hand",
            "first article, section 4.4",
            {"margin": 200, "discount_rate": 0.1, "years": 3},
            {"clv": 426.49},
            "the three terms 181.82, 165.29 and 150.26 add up to more",
        ),
        Example(
            "Customer lifetime value, by its code",
            "first article, section 5.2",
            {"margin": 200, "discount_rate": 0.1, "years": 3},
            {"clv": 150.26},
        ),
    ],
)
