"""The web site of a course: its pages, its links, its glossary, and what is not in it."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from infogap.course.pages import broken_links, build

HOSTILE = "</pre></script><script>document.title='taken'</script><img src=x onerror=alert(1)>"
# 20,000 dollars for 80 customers.
ASKED = 'ig.acquisition.exercise(fixed={"marketing_cost": 20000, "new_customers": 80}, name="01-1")'
POSTERIOR = "posterior 7.8 %, posterior_if_negative 0.2 %, evidence 10.3 %, likelihood_ratio 8.33"
CALCULATOR = f"bayes.calculator(prior=0.01, true_positive_rate=0.8, false_positive_rate=0.096): {POSTERIOR}"
IMPOSSIBLE = (
    "bayes.calculator(prior=0.9, true_positive_rate=0.0, false_positive_rate=0.0): "
    "The signal must be possible, but P(B) = 0: give a prior and a true_positive_rate above 0, or a false_positive_rate above 0. Arrived: prior=0.9, true_positive_rate=0, false_positive_rate=0."
)
FIRST = """# Learn from *signals*

A signal is [not certain](02-wait-a-year.ipynb#Last-words), see [below](#Signals), [Eddy](https://example.org/eddy)."""
GLOSSARY = """## Glossary

- **base rate**: how common it is, $p$.
- **价格：** 买方支付的。"""


def text(name: str, source: str, *tags: str) -> NotebookNode:
    return new_markdown_cell(source, id=name, metadata={"tags": list(tags)})


def code(name: str, source: str, count: int, *tags: str, shows: str = "") -> NotebookNode:
    outputs = [new_output("execute_result", {"text/plain": shows}, execution_count=count)] if shows else []
    return new_code_cell(source, id=name, execution_count=count, metadata={"tags": list(tags)}, outputs=outputs)


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    """Two lessons: one with all that a page can have, and a short one."""
    printed = code("stream", "print(hostile)", 5)
    printed.outputs = [new_output("stream", name="stdout", text=HOSTILE)]
    first = [
        text("title", FIRST),
        code("import", "import infogap as ig", 1),
        text("early", "### Questions\n\nWhy?"),
        text("secret", "Half of the class says 80 %.", "instructor"),
        text("section", "## Signals\n\n| a | $x$ |\n| --- | --- |\n| 1 | 2 |\n\n$$p + q$$"),
        code("live", "ig.bayes.calculator()", 2, shows=CALCULATOR),
        code("stuck", "ig.bayes.calculator()", 3, shows=IMPOSSIBLE),
        code("result", "hostile", 4, shows=HOSTILE),
        printed,
        text("asks", "### One"),
        code("exercise", ASKED, 6, "exercise"),
        code("solution", "20000 / 80", 7, "solution", shows="250.0"),
        text("words", GLOSSARY, "glossary"),
    ]
    second = [
        text("title", "# Wait a year"),
        text(
            "last", "## Last words\n\nSee [the first](01-learn-from-signals.ipynb).\n\n- **base rate**: no term here."
        ),
        text("words", "## Glossary\n\n- **Base rate** : the share of cases, before a signal.", "glossary"),
    ]
    folder = tmp_path / "lessons"
    folder.mkdir()
    nbformat.write(new_notebook(cells=first), folder / "01-learn-from-signals.ipynb")
    nbformat.write(new_notebook(cells=second), folder / "02-wait-a-year.ipynb")
    return folder


def change(lesson: Path, cell: str, source: str) -> None:
    notebook = nbformat.read(lesson, 4)
    (found,) = [each for each in notebook.cells if each.id == cell]
    found.source = source
    nbformat.write(notebook, lesson)


@pytest.fixture
def site(lessons: Path, tmp_path: Path) -> Path:
    build(lessons, tmp_path / "site")
    return tmp_path / "site"


def read(site: Path, name: str) -> BeautifulSoup:
    return BeautifulSoup((site / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


@pytest.fixture
def page(site: Path) -> BeautifulSoup:
    return read(site, "01-learn-from-signals")


def test_a_site_has_a_page_for_each_lesson_a_glossary_and_an_index(site: Path) -> None:
    names = {"01-learn-from-signals.html", "02-wait-a-year.html", "glossary.html", "index.html"}
    assert {file.name for file in site.iterdir()} == names
    for name in names:
        page = read(site, Path(name).stem)
        assert [len(page.select(each)) for each in ("header", "main", "footer", "h1", "a.skip")] == [1] * 5
        assert page.html["lang"] == "en"
        # Without an icon, a browser asks the host for one.
        assert [link["href"] for link in page.select("link")] == ["data:,"]
        assert page.select_one("a.skip")["href"] == f"#{page.main['id']}"
        assert [link["href"] for link in page.select("header a")] == ["index.html", "glossary.html"]


def test_the_index_leads_to_every_lesson_in_order(site: Path) -> None:
    links = [(link.get_text(), link["href"]) for link in read(site, "index").select("main a")]
    assert links == [
        ("Learn from signals", "01-learn-from-signals.html"),
        ("Wait a year", "02-wait-a-year.html"),
    ]


def test_lessons_lead_to_the_one_before_and_the_one_after(site: Path) -> None:
    first, second = (read(site, name) for name in ("01-learn-from-signals", "02-wait-a-year"))
    assert [(link["rel"], link["href"]) for link in first.select("footer a")] == [(["next"], "02-wait-a-year.html")]
    assert [(link["rel"], link["href"]) for link in second.select("footer a")] == [
        (["prev"], "01-learn-from-signals.html")
    ]


def test_the_table_of_contents_names_every_heading(page: BeautifulSoup) -> None:
    entries = [(link.get_text(), link["href"]) for link in page.select("nav.contents > ul > li > a")]
    # What comes before the first section is one itself: no heading skips a level.
    assert entries == [("Questions", "#Questions"), ("Signals", "#Signals"), ("Glossary", "#Glossary")]
    assert [link["href"] for link in page.select("nav.contents ul ul a")] == ["#One"]


def test_links_between_notebooks_lead_to_pages(page: BeautifulSoup) -> None:
    links = [link["href"] for link in page.select(".text p a")]
    assert links == ["02-wait-a-year.html#Last-words", "#Signals", "https://example.org/eddy"]


def test_no_link_is_broken_and_a_broken_one_is_found(site: Path) -> None:
    pages = {file.name: file.read_text(encoding="utf-8") for file in sorted(site.glob("*.html"))}
    assert broken_links(pages) == []
    pages["02-wait-a-year.html"] = pages["02-wait-a-year.html"].replace('id="Last-words"', "")
    del pages["glossary.html"]
    assert broken_links(pages) == [
        "01-learn-from-signals.html: the link “glossary.html” leads nowhere.",
        "01-learn-from-signals.html: the link “02-wait-a-year.html#Last-words” leads nowhere.",
        "02-wait-a-year.html: the link “glossary.html” leads nowhere.",
        "02-wait-a-year.html: the link “#Last-words” leads nowhere.",
        "index.html: the link “glossary.html” leads nowhere.",
    ]


@pytest.mark.parametrize(
    "href", ["03-missing.ipynb", "../README.md", "javascript:alert(1)", "file:///etc/hosts", "//example.org/x"]
)
def test_a_link_to_what_is_not_there_is_refused(href: str, lessons: Path, tmp_path: Path) -> None:
    change(lessons / "02-wait-a-year.ipynb", "last", f'## Last words\n\n<a href="{href}">See</a>')
    with pytest.raises(ValueError, match="link") as refused:
        build(lessons, tmp_path / "site")
    assert str(refused.value) == (
        "02-wait-a-year.ipynb: expected links to lessons of the site, to headings of the same lesson or to addresses that "
        f"begin with https://, but “{href}” arrived. Mend the link, or leave it out."
    )
    assert not (tmp_path / "site").exists()


def test_a_link_to_a_heading_that_is_not_there_is_refused(lessons: Path, tmp_path: Path) -> None:
    change(lessons / "02-wait-a-year.ipynb", "last", "## Last word")
    with pytest.raises(ValueError, match="nowhere") as refused:
        build(lessons, tmp_path / "site")
    assert str(refused.value) == (
        "01-learn-from-signals.html: the link “02-wait-a-year.html#Last-words” leads nowhere."
    )
    assert not (tmp_path / "site").exists()


def test_a_picture_from_elsewhere_is_refused(lessons: Path, tmp_path: Path) -> None:
    change(lessons / "02-wait-a-year.ipynb", "last", "## Last words\n\n![a chart](https://example.org/chart.png)")
    with pytest.raises(ValueError, match="pictures") as refused:
        build(lessons, tmp_path / "site")
    assert str(refused.value) == (
        "02-wait-a-year.ipynb: expected pictures that are in the notebook itself, but one at "
        "“https://example.org/chart.png” arrived. Drag the picture into its cell, so that it becomes an attachment."
    )


def test_a_folder_without_lessons_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as refused:
        build(tmp_path, tmp_path / "site")
    assert str(refused.value) == (
        f"lessons: expected a notebook or a folder with notebooks (*.ipynb), found none: {tmp_path}"
    )


def test_the_glossary_collects_the_terms_and_leads_back(site: Path) -> None:
    glossary = read(site, "glossary")
    said = [
        (each.name, each.contents[0].strip(), [link["href"] for link in each.select("a")])
        for each in glossary.select("dt, dd")
    ]
    first, second = "01-learn-from-signals.html", "02-wait-a-year.html"
    assert said == [
        ("dt", "base rate", []),
        ("dd", "how common it is,", [f"{first}#term-base-rate"]),
        ("dd", "the share of cases, before a signal.", [f"{second}#term-base-rate"]),
        ("dt", "价格", []),
        ("dd", "买方支付的。", [f"{first}#term-价格"]),
    ]
    assert glossary.select_one("dd math").get_text() == "p"
    assert read(site, "02-wait-a-year").select_one("#term-base-rate").get_text().startswith("Base rate")


def test_there_is_no_empty_glossary(lessons: Path, tmp_path: Path) -> None:
    for name in ("01-learn-from-signals", "02-wait-a-year"):
        change(lessons / f"{name}.ipynb", "words", "## Glossary")
    files = build(lessons, tmp_path / "site")
    assert [file.name for file in files] == ["01-learn-from-signals.html", "02-wait-a-year.html", "index.html"]
    assert [link["href"] for link in read(tmp_path / "site", "index").select("header a")] == ["index.html"]


def test_the_sitemap_has_absolute_addresses_and_comes_with_a_base_only(lessons: Path, tmp_path: Path) -> None:
    files = build(lessons, tmp_path / "site", "https://example.org/a&b/")
    assert files[-1] == tmp_path / "site" / "sitemap.xml"
    root = ElementTree.parse(files[-1]).getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    names = ["01-learn-from-signals.html", "02-wait-a-year.html", "glossary.html", "index.html"]
    assert root.tag == f"{space}urlset"
    assert [each.text for each in root.iter(f"{space}loc")] == [f"https://example.org/a&b/{name}" for name in names]


@pytest.mark.parametrize("base", ["example.org", "ftp://example.org", "https://", "https://example.org/?a", ""])
def test_a_base_that_is_no_address_is_refused(base: str, lessons: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="base_url") as refused:
        build(lessons, tmp_path / "site", base)
    assert str(refused.value) == (
        f"base_url: expected the address of the site, but “{base}” arrived. Give for example https://example.org/course."
    )
    assert not (tmp_path / "site").exists()


def test_the_same_lessons_give_the_same_bytes(lessons: Path, site: Path, tmp_path: Path) -> None:
    before = {file.name: file.read_bytes() for file in lessons.iterdir()}
    build(lessons, tmp_path / "again")
    assert {file.name: file.read_bytes() for file in (tmp_path / "again").iterdir()} == {
        file.name: file.read_bytes() for file in site.iterdir()
    }
    assert {file.name: file.read_bytes() for file in lessons.iterdir()} == before


def test_the_page_of_a_lesson_that_is_gone_goes_and_what_is_not_ours_stays(lessons: Path, site: Path) -> None:
    first, second = sorted(lessons.glob("*.ipynb"))
    (site / "own.html").write_text("<title>My course</title>")
    (site / "picture.svg").write_text("<svg/>")
    second.rename(lessons / "02-wait-two-years.ipynb")
    first.write_text(first.read_text().replace("02-wait-a-year", "02-wait-two-years"))
    before = {file.name for file in site.iterdir()}
    build(lessons, site)
    after = {file.name for file in site.iterdir()}
    assert (before - after, after - before) == ({"02-wait-a-year.html"}, {"02-wait-two-years.html"})


def test_calculators_have_the_values_of_their_cells(page: BeautifulSoup) -> None:
    places = page.select(".infogap-live[data-values]")
    assert [(place["data-model"], json.loads(str(place["data-values"]))) for place in places] == [
        ("bayes", {"prior": 0.01, "true_positive_rate": 0.8, "false_positive_rate": 0.096}),
        ("bayes", {"prior": 0.9, "true_positive_rate": 0.0, "false_positive_rate": 0.0}),
    ]
    # Until the script runs, and on paper, a picture stands there; without results, the words.
    assert str(places[0].img["alt"]).endswith("A signal means true in 8 of 103 cases.")
    assert places[1].pre.get_text() == IMPOSSIBLE


def test_what_is_shared_is_in_the_page_once(page: BeautifulSoup) -> None:
    module = unpacked(page)
    for shared in (
        "function mountAll(",
        "function calculator(",
        "function exercise(",
        "function live(",
        ".infogap-chart {",
    ):
        assert module.count(shared) == 1
    assert module.count("helpers") == 0
    assert re.findall(r'^export const models = \{"(\w+)"', module, re.MULTILINE) == ["bayes"]


def unpacked(page: BeautifulSoup) -> str:
    (packed,) = re.findall(r'const packed = "(.*?)"', page.script.get_text())
    return gzip.decompress(base64.b85decode(packed)).decode()


def test_answers_are_not_in_the_page(site: Path, page: BeautifulSoup) -> None:
    text = (site / "01-learn-from-signals.html").read_text(encoding="utf-8")
    readable = re.sub(r"base64,[^\"]*|data-question=\"[^\"]*\"|const packed = \"[^\"]*\"", "", text)
    for secret in ("250", "Half of the class", "20000 / 80", "Hand in", ".score("):
        assert secret not in readable
    (place,) = page.select(".infogap-live[data-question]")
    question = json.loads(gzip.decompress(base64.b64decode(str(place["data-question"]))))
    assert (question["right"], question["heading"]) == (250, "Exercise 01-1")
    assert "What is the cost to win a customer?" in place.get_text()
    assert ASKED not in page.get_text()


def test_an_exercise_without_a_tag_lives_too(lessons: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(lessons / "01-learn-from-signals.ipynb", 4)
    (cell,) = [each for each in notebook.cells if each.id == "exercise"]
    cell.metadata.tags = []
    nbformat.write(notebook, lessons / "01-learn-from-signals.ipynb")
    build(lessons, tmp_path / "site")
    assert len(read(tmp_path / "site", "01-learn-from-signals").select(".infogap-live[data-question]")) == 1


def test_a_page_says_that_its_numbers_are_everybodys(lessons: Path, tmp_path: Path) -> None:
    change(lessons / "01-learn-from-signals.ipynb", "import", 'import infogap as ig\nig.student("your name")')
    build(lessons, tmp_path / "site")
    (note,) = read(tmp_path / "site", "01-learn-from-signals").select("main .note")
    assert note.get_text() == (
        "On this page everybody has the same numbers. For numbers of your own, open the lesson as a notebook and write "
        "your name into it."
    )


def test_only_the_page_s_own_script_runs(site: Path, page: BeautifulSoup) -> None:
    (policy,) = [str(each["content"]) for each in page.select("meta[http-equiv=Content-Security-Policy]")]
    digest = base64.b64encode(hashlib.sha256(page.script.get_text().encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; script-src 'sha256-{digest}' blob:; style-src 'unsafe-inline'; img-src data: blob:"
    )
    assert [script["type"] for script in page.select("script")] == ["module"]
    for name in ("02-wait-a-year", "glossary", "index"):
        assert read(site, name).select("script") == []
        assert "script-src 'none'" in str(read(site, name).meta.find_next("meta", {"http-equiv": True}))


def test_what_cells_printed_stays_text(page: BeautifulSoup) -> None:
    outputs = [each.get_text() for each in page.select("pre.output")]
    assert outputs.count(HOSTILE) == 2
    assert page.select("[onerror], main script") == []
    assert page.title.get_text() == "Learn from signals"


def test_a_hostile_title_stays_text(lessons: Path, tmp_path: Path) -> None:
    change(lessons / "02-wait-a-year.ipynb", "title", "# Wait `</title><script>alert(1)</script>` a year")
    build(lessons, tmp_path / "site")
    for name in ("01-learn-from-signals", "02-wait-a-year", "index", "glossary"):
        made = read(tmp_path / "site", name)
        assert all(script.get("type") == "module" for script in made.select("script"))
    assert read(tmp_path / "site", "02-wait-a-year").title.get_text().startswith("Wait </title><script>")


def test_a_text_that_only_looks_like_a_calculator_is_text(lessons: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(lessons / "01-learn-from-signals.ipynb", 4)
    (cell,) = [each for each in notebook.cells if each.id == "result"]
    for said in (
        "bayes.calculator(<b>): x",
        "bayes.calculator(f(1)): x",
        CALCULATOR + " or so",
        "nothing.calculator(): x",
    ):
        cell.outputs[0].data["text/plain"] = said
        nbformat.write(notebook, lessons / "01-learn-from-signals.ipynb")
        build(lessons, tmp_path / "site")
        made = read(tmp_path / "site", "01-learn-from-signals")
        assert [each.get_text() for each in made.select(".code > pre.output")].count(said) == 1
        assert len(made.select("[data-values]")) == 2


def test_what_may_be_wide_scrolls_by_keyboard(page: BeautifulSoup) -> None:
    wide = [(each.name, each["tabindex"], each["aria-label"]) for each in page.select(".text .scroll")]
    assert wide == [("div", "0", "Table"), ("span", "0", "Formula")]


def test_a_lesson_says_its_language(lessons: Path, tmp_path: Path) -> None:
    notebook = nbformat.read(lessons / "02-wait-a-year.ipynb", 4)
    notebook.metadata["language_code"] = "zh-Hans"
    nbformat.write(notebook, lessons / "02-wait-a-year.ipynb")
    build(lessons, tmp_path / "site")
    assert read(tmp_path / "site", "02-wait-a-year").html["lang"] == "zh-Hans"
