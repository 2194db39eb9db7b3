"""What is said to an answer that is not the right choice or a known mistake; the browser says the same."""

from __future__ import annotations

from infogap.core.language import translate
from infogap.exercises.question import Question

SENTENCES = {
    "empty": "There is no answer yet. {advice}",
    "not_a_number": "“{answer}” is not a number. {advice}",
    "other_unit": "“{answer}”: the answer is asked {asked}, not in “{word}”. {advice}",
    "two_meanings": "“{answer}” can mean {thousands} or {decimal}. Write the one you mean, without a comma.",
    "not_one": "An answer is one number or its text, but a {kind} arrived.",
    "not_a_result": "The answer is not a number (NaN): see what went wrong on the way to it.",
    "choose_first": "There is no answer yet. Choose one.",
    "no_choice": "“{answer}” is none of the answers. Choose one of {letters}.",
    "right": "Right: {answer}.",
    "wrong_sign": "The size is right and the sign is wrong.",
    "nearly": "Nearly. You have rounded too early, or too much: keep all digits until the last step.",
    "wrong_point": "The digits are right, but the decimal point is in the wrong place.",
    "too_large": "That is too large, and by none of the usual mistakes. Compare your first step with a hint.",
    "too_small": "That is too small, and by none of the usual mistakes. Compare your first step with a hint.",
}
ON_A_CHART = {
    "choose_first": "There is no answer yet. Drag the handle, or give its place as a number.",
    "empty": "There is no answer yet. Drag the handle, or give its place as a number.",
    "too_large": "That is too large. Look at the chart again, or take a hint.",
    "too_small": "That is too small. Look at the chart again, or take a hint.",
}


def sentences(question: Question) -> dict[str, str]:
    """Return the sentences for a question, in the reader's language; what depends on the answer stays in braces."""
    chosen = SENTENCES | (ON_A_CHART if question.chart is not None else {})
    known = {"asked": "", "advice": ""} if question.reading is None else question.reading.words_about_itself()
    return {name: translate(text) for name, text in chosen.items()} | known
