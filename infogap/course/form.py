"""The form of a lesson in tags and numbers: what `infogap check` expects."""

from __future__ import annotations

# The parts of a lesson in their order: the tag of each, and what its author does there.
PARTS = {
    "questions": "List the questions that the lesson answers",
    "objectives": "List what students can do after the lesson, numbered from 1",
    "prerequisites": "Say what students need to know before",
    "minutes": "Make a table of the minutes that each section takes",
    "prediction": "Ask for a guess before the first formula",
    "by-hand": "Work through one example by hand",
    "derivation": "Show the derivation, step by step",
    "calculator": "Show the calculator",
    "data": "Use a set of data",
    "decision": "Come to the decision that the lesson is about",
    "activity": "Describe what the class does together for 15 to 20 minutes",
    "key-points": "List what is worth remembering",
    "references": "List the works that the lesson rests on, each with its year",
    "glossary": "Explain at least five terms",
}
OPTIONAL = {"data"}
# What the parts and the instructor need besides.
BESIDES = {
    "debrief": "Say how the class talks over the activity afterwards",
    "instructor": "Write a note that only instructors see",
    "wrong": "Note for the instructor what students get wrong here",
    "time": "Note for the instructor how long it really takes",
    "skip": "Note for the instructor what to leave out when time is short",
}
NOTES = ("wrong", "time", "skip")
# Some tags belong on code cells, some on any; all others belong on Markdown cells.
ON_CODE = ("derivation", "calculator", "exercise")
ON_ANY = ("data", "instructor", "solution")
TAGS = [*PARTS, *BESIDES, "exercise", "solution", "tour"]
# Where JupyterLab shows a cell's tags.
WHERE = "(property inspector, the gear at the right)"
# What marks a sentence of guidance in the template.
GUIDANCE = "**To write:**"

TITLE_WORDS = 3
OBJECTIVES = (3, 6)
WHOLE_MINUTES = (60, 90)
ACTIVITY_MINUTES = (15, 20)
EXERCISES = (6, 8)
SECTIONS_WITH_EXERCISES = 3
EXERCISES_IN_A_SECTION = 3
CODE_CELLS = (15, 20)
LINES = (1, 5)
WORDS = (1400, 2800)
TERMS = 5
FIRST_YEAR = 1600
MEGABYTE = 1_000_000
