"""Regression: a straight line through points, and how far to trust its forecast."""

from sympy import Eq, Expr, Interval, Max, Min, Piecewise, Symbol, diff, oo, solve, sqrt, together

from infogap.core.chart import Area, Axis, Chart, Dots, Each, Line, Span, Table
from infogap.core.declaration import Requirement
from infogap.core.example import Example, Mistake
from infogap.core.formula import Steps, formula
from infogap.core.functions import StudentCumulative, StudentQuantile, greatest, least, total
from infogap.core.quantity import ArrayQuantity, Index, Quantity
from infogap.core.sentence import Sentence
from infogap.model import Model

i = Index("i", over="points")
n = i.length
x = ArrayQuantity("x", "x", "x", index=i, default=[1, 2, 3, 4, 5], slider=(0, 10, 0.1), least=3, decimals=1)
y = ArrayQuantity("y", "y", "y", index=i, default=[20, 22, 25, 28, 30], slider=(0, 50, 0.1), least=3, decimals=1)
at = Quantity("at", "x_0", "x of the forecast", default=6, slider=(0, 12, 0.1), decimals=1)
confidence = Quantity(
    "confidence",
    r"1-\alpha",
    "confidence",
    unit="%",
    default=0.95,
    domain=Interval.open(0, 1),
    slider=(0.5, 0.99, 0.01),
    decimals=0,
)


def sum_of_squares() -> Expr:
    return total((y[i] - intercept - slope * x[i]) ** 2, i)


def influence() -> Expr:
    """Return by how much one point's y moves the slope."""
    return (x[i] - mean_x) / spread


def normal_equations() -> list[Eq]:
    """Both derivatives of the squared error are 0, their sums written apart."""
    return [
        Eq(total(y[i], i), n * intercept + slope * total(x[i], i)),
        Eq(total(x[i] * y[i], i), intercept * total(x[i], i) + slope * total(x[i] ** 2, i)),
    ]


@formula("mean_x", r"\bar x", "mean of x", inner=True)
def mean_x() -> Steps:
    yield "Deviations from it cancel", Eq(total(x[i] - mean_x, i), 0)
    yield "Add up and divide by the number", total(x[i], i) / n


@formula("mean_y", r"\bar y", "mean of y", inner=True)
def mean_y() -> Steps:
    yield "Deviations from it cancel", Eq(total(y[i] - mean_y, i), 0)
    yield "Add up and divide by the number", total(y[i], i) / n


@formula("spread", "S_{xx}", "spread of x", inner=True, definition=-1)
def spread() -> Steps:
    yield "The squares less the square of the mean", total(x[i] ** 2, i) - n * mean_x**2
    yield "Centred: the same, and no digits cancel", total((x[i] - mean_x) ** 2, i)


@formula("slope", "b", "slope", definition=-1)
def slope() -> Steps:
    yield "Where the squared error is least, it does not change with the slope", Eq(diff(sum_of_squares(), slope), 0)
    yield "nor with the intercept", Eq(diff(sum_of_squares(), intercept), 0)
    yield "Solve both normal equations", together(solve(normal_equations(), [intercept, slope])[slope])
    yield "Centred: the same, and no digits cancel", total((x[i] - mean_x) * (y[i] - mean_y), i) / spread


@formula("intercept", "a", "intercept", definition=-1)
def intercept() -> Steps:
    yield (
        "Where the squared error is least, it does not change with the intercept",
        Eq(diff(sum_of_squares(), intercept), 0),
    )
    yield "Solve for it", solve(normal_equations()[0], intercept)[0]
    yield "The line goes through the means", mean_y - slope * mean_x


@formula("unexplained", r"\mathrm{SSE}", "unexplained squares", inner=True)
def unexplained() -> Steps:
    yield "The squared distances from the line", sum_of_squares()
    yield "Centred: the same, and no digits cancel", total((y[i] - mean_y - slope * (x[i] - mean_x)) ** 2, i)


@formula("residual_error", "s", "residual standard error", decimals=4)
def residual_error() -> Steps:
    yield "Two numbers were fitted, so n − 2 squares are free", Eq(residual_error**2 * (n - 2), unexplained)
    yield "Its square root", sqrt(unexplained / (n - 2))


@formula("slope_error", "s_b", "standard error of the slope", decimals=4)
def slope_error() -> Steps:
    yield (
        "The slope adds up all y, each with its influence; independent variances add up",
        Eq(slope_error**2, residual_error**2 * total(influence() ** 2, i)),
    )
    yield "The squared influences add up to 1 / Sxx", residual_error / sqrt(spread)


@formula("intercept_error", "s_a", "standard error of the intercept", decimals=4)
def intercept_error() -> Steps:
    yield (
        "The intercept is the mean less the slope's part",
        Eq(intercept_error**2, residual_error**2 * total((1 / n - mean_x * influence()) ** 2, i)),
    )
    yield "The influences cancel, their squares add up to 1 / Sxx", residual_error * sqrt(1 / n + mean_x**2 / spread)


@formula("r_squared", "R^2", "share explained", decimals=4)
def r_squared() -> Steps:
    yield (
        "What the line explains, of all that varies",
        total((intercept + slope * x[i] - mean_y) ** 2, i) / total((y[i] - mean_y) ** 2, i),
    )
    yield "All that varies, less what it leaves unexplained", 1 - unexplained / total((y[i] - mean_y) ** 2, i)


@formula("forecast", r"\hat y_0", "forecast", shown=(0,))
def forecast() -> Steps:
    yield "Go along the line", intercept + slope * at
    yield "From the means: the same, and no digits cancel", mean_y + slope * (at - mean_x)


@formula("forecast_error", "s_0", "standard error of the forecast", decimals=4, inner=True)
def forecast_error() -> Steps:
    yield (
        "The new point scatters, and so does the line under it",
        Eq(forecast_error**2, residual_error**2 * (1 + total((1 / n + (at - mean_x) * influence()) ** 2, i))),
    )
    yield "Its square root, added up", error_at(at)


def error_at(place: Expr) -> Expr:
    return residual_error * sqrt(1 + 1 / n + (place - mean_x) ** 2 / spread)


@formula("quantile", "t", "Student's t", decimals=4, inner=True)
def quantile() -> Steps:
    yield (
        "Half of what the confidence leaves lies above it",
        Eq(StudentCumulative(quantile, n - 2), (1 + confidence) / 2),
    )
    yield "The quantile of Student's distribution", StudentQuantile((1 - confidence) / 2, n - 2)


@formula("line_error", r"s_{\hat y}", "standard error of the line", decimals=4, inner=True)
def line_error() -> Steps:
    yield (
        "The line adds up all y, each with its influence; independent variances add up",
        Eq(line_error**2, residual_error**2 * total((1 / n + (at - mean_x) * influence()) ** 2, i)),
    )
    yield "The influences cancel, their squares add up to 1 / Sxx", residual_error * line_error_at(at)


def line_error_at(place: Expr) -> Expr:
    """Return the standard error of the line at a place, in units of the residual error."""
    return sqrt(1 / n + (place - mean_x) ** 2 / spread)


@formula("mean_low", r"\mu_L", "lower end of the confidence interval")
def mean_low() -> Steps:
    yield "So many standard errors of the line lie between", Eq(forecast - mean_low, quantile * line_error)
    yield "Solve for the end", forecast - quantile * line_error


@formula("mean_high", r"\mu_H", "upper end of the confidence interval")
def mean_high() -> Steps:
    yield "So many standard errors of the line lie between", Eq(mean_high - forecast, quantile * line_error)
    yield "Solve for the end", forecast + quantile * line_error


@formula("low", "L", "lower end of the prediction interval")
def low() -> Steps:
    yield "So many standard errors lie between", Eq(forecast - low, quantile * forecast_error)
    yield "Solve for the end", forecast - quantile * forecast_error


@formula("high", "H", "upper end of the prediction interval")
def high() -> Steps:
    yield "So many standard errors lie between", Eq(high - forecast, quantile * forecast_error)
    yield "Solve for the end", forecast + quantile * forecast_error


w = Symbol("w", real=True)
first, last = Min(least(x[i], i), at), Max(greatest(x[i], i), at)
each = Each(i, x)


def line_at(place: Expr) -> Expr:
    return mean_y + slope * (place - mean_x)


def highest_at(place: Expr) -> Expr:
    """Return the y at a place where there is a point; the highest if there are several."""
    return greatest(Piecewise((y[i], Eq(x[i], place)), (-oo, True)), i)


model = Model(
    "regression",
    "Regression: a forecast and how far to trust it",
    summary="A straight line through points, and how far to trust its forecast.",
    quantities=[x, y, at, confidence],
    formulas=[
        mean_x,
        mean_y,
        spread,
        intercept,
        slope,
        unexplained,
        residual_error,
        intercept_error,
        slope_error,
        r_squared,
        forecast,
        forecast_error,
        line_error,
        quantile,
        mean_low,
        mean_high,
        low,
        high,
    ],
    main=forecast,
    requirements=[
        Requirement(
            greatest(x[i], i) > least(x[i], i),
            "x must hold at least two different numbers: a line needs a direction.",
            [x],
        )
    ],
    sentences=[
        Sentence(
            "One more x changes y by {slope}. At x = {at} the line forecasts {forecast}; a new value falls between "
            "{low} and {high} with {confidence} confidence."
        )
    ],
    chart=Chart(
        "The points, the line of least squares, and where a new point would fall",
        x=Axis("x", low=first - (last - first) / 12, high=last + (last - first) / 8),
        y=Axis("y"),
        marks=[
            Area(
                over=Span(w),
                x=w,
                y=low.at(at=w),
                y2=high.at(at=w),
                colour=confidence,
            ),
            Line(over=Span(w), x=w, y=forecast.at(at=w)),
            Line(over=each, x=x[i], y=y[i], x2=x[i], y2=forecast.at(at=x[i]), style="dotted", colour=y),
            Line(x=at, y=low, x2=at, y2=high, colour=at),
            Dots(over=each, x=x[i], y=y[i], colour=y, x_handle=x, y_handle=y),
            Dots(
                x=at, y=forecast, colour=at, x_handle=at, style="ring", label="forecast {forecast}", label_side="left"
            ),
        ],
        table=Table(
            each,
            {
                "x": (x[i], ""),
                "y": (y[i], ""),
                "on the line": (forecast.at(at=x[i]), ""),
                "residual": (y[i] - forecast.at(at=x[i]), ""),
            },
        ),
    ),
    mistakes=[
        Mistake(
            slope,
            "drew the line through the outermost points only",
            "all points count, each with its distance from the mean of x",
            (highest_at(greatest(x[i], i)) - highest_at(least(x[i], i))) / (greatest(x[i], i) - least(x[i], i)),
        ),
        Mistake(
            slope,
            "divided the products of the deviations by the number of points",
            "they are divided by the squared deviations of x",
            total((x[i] - mean_x) * (y[i] - mean_y), i) / n,
        ),
        Mistake(
            intercept,
            "added the slope's part to the mean of y",
            "it is subtracted: from the means back to x = 0",
            mean_y + slope * mean_x,
        ),
        Mistake(
            residual_error,
            "divided the squared residuals by the number of points",
            "two numbers were fitted, so n − 2 of them are free",
            sqrt(unexplained / n),
        ),
        Mistake(
            slope_error,
            "divided the residual error by the root of n, as for a mean",
            "the slope is the surer, the wider x is spread, so the root of the spread stands below",
            residual_error / sqrt(n),
        ),
        Mistake(
            r_squared,
            "gave the share that is left unexplained",
            "R² is the share that the line explains",
            1 - r_squared,
        ),
        Mistake(
            forecast,
            "carried the mean on and left out the slope",
            "the forecast moves along the line",
            mean_y,
        ),
        Mistake(
            forecast,
            "left out the intercept",
            "the line starts at the intercept, not at 0",
            slope * at,
        ),
        Mistake(
            high,
            "gave the confidence interval of the line itself",
            "a new point scatters around the line, which makes its interval wider",
            mean_high,
        ),
        Mistake(
            mean_high,
            "gave the prediction interval of a new point",
            "the line itself is surer than a new point, which scatters around it",
            high,
        ),
        Mistake(
            mean_high,
            "went one standard error up from the forecast",
            "the interval reaches as many standard errors as Student's t says",
            forecast + line_error,
        ),
        Mistake(
            high,
            "took the quantile of the normal distribution",
            "the residual error is estimated from few points, so Student's t is needed",
            forecast + StudentQuantile((1 - confidence) / 2, oo) * forecast_error,
        ),
        Mistake(
            high,
            "left all of the doubt above the interval",
            "half of it lies above and half below",
            forecast + StudentQuantile(1 - confidence, n - 2) * forecast_error,
        ),
        Mistake(
            low,
            "went one standard error down from the forecast",
            "the interval reaches as many standard errors as Student's t says",
            forecast - forecast_error,
        ),
        Mistake(
            low,
            "gave the confidence interval of the line itself",
            "a new point scatters around the line, which makes its interval wider",
            mean_low,
        ),
        Mistake(
            low,
            "took the quantile of the normal distribution",
            "the residual error is estimated from few points, so Student's t is needed",
            forecast - StudentQuantile((1 - confidence) / 2, oo) * forecast_error,
        ),
        Mistake(
            low,
            "left all of the doubt below the interval",
            "half of it lies above and half below",
            forecast - StudentQuantile(1 - confidence, n - 2) * forecast_error,
        ),
        Mistake(
            mean_low,
            "gave the prediction interval of a new point",
            "the line itself is surer than a new point, which scatters around it",
            low,
        ),
    ],
    examples=[
        Example(
            "Market share, forecast for the next quarter",
            "second article, section 4.3",
            {"x": [1, 2, 3, 4, 5], "y": [20, 22, 25, 28, 30], "at": 6},
            {"intercept": 14.2, "slope": 0.4, "forecast": 18.6},
            "the squared deviations of x are 4, 1, 0, 1, 4, not 1, 1, 0, 1, 1; no number follows from the one "
            "before, those squares give a slope of 6.5; no rising line falls below all its points",
            decimals=1,
            also=["low", "high"],
        )
    ],
)
