"""Acquisition: what it costs to win a customer, and how many visitors become one."""

from sympy import Eq, Interval, Max, Symbol, oo, solve

from infogap.core.chart import Area, Axis, Chart, Dots, Line, Span, Table
from infogap.core.declaration import Requirement
from infogap.core.example import Example, Mistake
from infogap.core.formula import Steps, formula
from infogap.core.quantity import Quantity
from infogap.core.sentence import Sentence
from infogap.model import Model

POSITIVE = Interval.open(0, oo)
marketing_cost = Quantity(
    "marketing_cost", "M", "marketing cost", unit="$", default=10000, domain=(0, oo), slider=(0, 50000, 500)
)
new_customers = Quantity(
    "new_customers", "k", "new customers", default=100, domain=POSITIVE, slider=(1, 1000, 1), decimals=0
)
visitors = Quantity("visitors", "v", "visitors", default=5000, domain=POSITIVE, slider=(100, 20000, 100), decimals=0)


@formula("cac", r"\mathrm{CAC}", "cost to win a customer", unit="$")
def cac() -> Steps:
    shares = Eq(new_customers * cac, marketing_cost)
    yield "All new customers together carry the marketing cost", shares
    yield "Solve for one customer's share", solve(shares, cac)[0]


@formula("conversion_rate", "c", "conversion rate", unit="%")
def conversion_rate() -> Steps:
    converted = Eq(visitors * conversion_rate, new_customers)
    yield "This share of the visitors became customers", converted
    yield "Solve for the share", solve(converted, conversion_rate)[0]


@formula("cost_per_visitor", r"\mathrm{CPV}", "cost per visitor", unit="$")
def cost_per_visitor() -> Steps:
    yield "Only this share of the visitors brings in its customer's cost", conversion_rate * cac
    yield "The customers cancel: the cost is spread over all visitors", marketing_cost / visitors


won = Symbol("won", positive=True)
model = Model(
    "acquisition",
    "Winning customers",
    summary="What it costs to win a customer, and how many visitors become one.",
    quantities=[marketing_cost, new_customers, visitors],
    formulas=[cac, conversion_rate, cost_per_visitor],
    requirements=[
        Requirement(
            new_customers <= visitors,
            "new_customers must be at most visitors: every customer was a visitor first.",
            [new_customers, visitors],
        )
    ],
    sentences=[
        Sentence(
            "Winning {new_customers} customers for {marketing_cost} costs {cac} each. Of {visitors} visitors, "
            "{conversion_rate} became customers, and each visitor cost {cost_per_visitor}."
        )
    ],
    chart=Chart(
        "The same budget, spread over more customers, costs less for each",
        x=Axis("new customers", low=0, high=2 * new_customers),
        y=Axis("", "$", low=0, high=Max(3 * cac, 1)),
        marks=[
            Area(
                over=Span(won, 0, new_customers),
                x=won,
                y=cac,
                y2=0,
                colour=marketing_cost,
                label="budget: {marketing_cost}",
                label_at="middle",
                label_side="below",
            ),
            Line(over=Span(won, new_customers / 3), x=won, y=cac.at(new_customers=won)),
            Dots(
                x=new_customers,
                y=cac,
                colour=new_customers,
                x_handle=new_customers,
                label="{cac} each",
                label_side="right",
            ),
        ],
        table=Table(
            None,
            {"new customers": (new_customers, "count"), "cost for each": (cac, "$"), "budget": (marketing_cost, "$")},
        ),
    ),
    mistakes=[
        Mistake(
            cac,
            "divided the cost by all visitors",
            "only those who became customers share it",
            marketing_cost / visitors,
        ),
        Mistake(
            cac,
            "divided the customers by the cost",
            "it is the cost that is shared by the customers",
            new_customers / marketing_cost,
        ),
        Mistake(
            conversion_rate,
            "divided visitors by customers",
            "it is the customers' share of the visitors, which is at most 1",
            visitors / new_customers,
        ),
        Mistake(
            conversion_rate,
            "compared the customers with those visitors who did not become one",
            "the customers count among the visitors, too",
            new_customers / (visitors - new_customers),
        ),
        Mistake(
            conversion_rate,
            "gave the share of the visitors who were lost",
            "the conversion rate is the share of those who became customers",
            1 - conversion_rate,
        ),
        Mistake(
            cost_per_visitor,
            "divided the cost by the customers",
            "all visitors share it here, also those who bought nothing",
            cac,
        ),
        Mistake(
            cost_per_visitor,
            "divided a customer's cost by the conversion rate",
            "only this share of the visitors brings in a customer's cost, so it is multiplied by the rate",
            cac / conversion_rate,
        ),
    ],
    examples=[
        Example(
            "Cost to win a customer",
            "first article, section 4.4",
            {"marketing_cost": 10000, "new_customers": 100},
            {"cac": 100},
        ),
        Example(
            "Conversion rate",
            "first article, section 5.2",
            {"new_customers": 20, "visitors": 1000},
            {"conversion_rate": 0.02},
            decimals=4,
        ),
    ],
)
