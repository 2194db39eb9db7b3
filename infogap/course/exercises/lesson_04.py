"""The exercises of lesson 04: a line through market shares, and how far to trust its forecast."""

from typing import Any

QUARTERS = [1, 2, 3, 4, 5]

EXERCISES: dict[str, dict[str, Any]] = {
    "04-1": {
        "model": "regression",
        "kind": "compute",
        "output": "slope",
        "fixed": {"x": QUARTERS},
        "story": (
            "A regional bank looks at its share of new mortgages. In quarters {x} it was {y} %. Fit the line of least "
            "squares with a table like the one above."
        ),
        "ask": "By how many percentage points does the line rise in a quarter?",
    },
    "04-2": {
        "model": "regression",
        "kind": "choose",
        "output": "forecast",
        "fixed": {"x": QUARTERS, "y": [20, 22, 25, 28, 30], "at": 6, "confidence": 0.95},
        "story": (
            "An article fits a line to shares of 20, 22, 25, 28 and 30 % in quarters 1 to 5, and prints its forecast "
            "for quarter 6: 14.2 + 0.4 · 6 = 18.6 %."
        ),
        "ask": "Which of these shows that the printed line cannot be the one of least squares?",
        "choices": [
            (
                "In the middle quarter the line stands at 15.4, not at the mean of the shares.",
                (
                    "Right: the line of least squares goes through both means. The printed one runs below every point: "
                    "all its residuals are positive, and cannot add up to 0."
                ),
            ),
            (
                "The line rises, and a market share cannot rise for ever.",
                ("No: that speaks against every rising line, the right one too. And here the share did rise."),
            ),
            (
                "The forecast is 18.6, and all shares before it were whole numbers.",
                (
                    "No: a line is not held to the values that were seen. The right forecast, {forecast}, is "
                    "not a whole number either."
                ),
            ),
            (
                "The slope is 0.4, and from quarter 4 to 5 the share rose by 2.",
                (
                    "No: the slope is wrong indeed, but a right one need not equal the last step either. It "
                    "uses all five points."
                ),
            ),
        ],
        "hint": "Where does the printed line stand at quarter 3? Where must the line of least squares stand there?",
        "solution": (
            "The line of least squares goes through both means, so at quarter 3 it stands at 25. The printed one "
            "stands at 14.2 + 0.4 · 3 = 15.4, and runs below every point. The right forecast is {forecast}."
        ),
    },
    "04-3": {
        "model": "regression",
        "kind": "wrong_step",
        "output": "slope",
        "story": "A colleague copied the derivation of the slope from a book, and one slip crept in.",
    },
    "04-4": {
        "model": "regression",
        "kind": "estimate",
        "output": "slope",
        "quantity": "y",
        "entry": 5,
        "fixed": {"x": QUARTERS},
        "story": (
            "The share of quarter 5 is a first estimate and may still be corrected. How far would it have to move to "
            "change the trend? Watch the line."
        ),
        "ask": "Drag the fifth point up or down until the slope of the line is {target}.",
    },
    "04-5": {
        "model": "regression",
        "kind": "compute",
        "output": "high",
        "fixed": {"x": QUARTERS, "at": 6, "confidence": 0.95},
        "story": (
            "A parcel service had {y} % of its city's parcels in quarters {x}. It rents vans for quarter {at}, and "
            "wants to know how high its share may come out."
        ),
        "ask": "At which share, in %, does the interval end that holds the new value with {confidence} confidence?",
    },
    "04-6": {
        "model": "regression",
        "kind": "direction",
        "output": "low",
        "quantity": "at",
        "fixed": {"x": QUARTERS, "at": 6, "confidence": 0.95},
        "story": (
            "A streaming service had {y} % of its market in quarters {x}. The line forecasts quarter {at}, with a "
            "prediction interval of {confidence} confidence. Now somebody asks for a later date."
        ),
        "ask": "If the date moves a little further ahead, what does the lower end of the prediction interval do?",
    },
    "04-7": {
        "model": "regression",
        "kind": "invert",
        "output": "forecast",
        "quantity": "at",
        "fixed": {"x": QUARTERS},
        "vary": {"at": (20, 30, 1)},
        "story": (
            "A car-sharing company had {y} % of its market in quarters {x}. In a meeting somebody takes a ruler and "
            "extends the line of least squares."
        ),
        "ask": "In which quarter does the ruler reach {target} %?",
    },
    "04-8": {
        "model": "regression",
        "kind": "invert",
        "output": "low",
        "quantity": "confidence",
        "fixed": {"x": QUARTERS, "at": 6},
        "vary": {"confidence": (0.5, 0.9, 0.1)},
        "story": (
            "A chain of bakeries had {y} % of its region's market in quarters {x}. For quarter {at} its board looks "
            "for a target below the forecast."
        ),
        "ask": "The board proposes {target} %. Which confidence has the prediction interval whose lower end this is?",
    },
}
