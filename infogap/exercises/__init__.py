"""Exercises: what a student is asked, how an answer is read and judged, and which mistake a wrong one shows."""
