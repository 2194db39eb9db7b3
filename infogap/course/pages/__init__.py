"""The web site of a course: a page for each lesson, live without a kernel, an index and a glossary."""

from infogap.course.pages.links import broken_links
from infogap.course.pages.site import build

__all__ = ["broken_links", "build"]
