"""The documentation: its commands print what it says, its links lead somewhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mlpath
from benchmarks.early_value import row
from docs._ext.consoles import compare, update
from docs._ext.formats import FILES, NOTES, SELF, keys, named, parts
from docs.graph_page import pictures

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    page
    for folder in (DOCS, DOCS / "guides", DOCS / "concepts")
    for page in folder.glob("*.md")
    if "```console" in page.read_text(encoding="utf-8")
)
WRITTEN = sorted(
    page
    for page in (*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "examples").glob("*.md"))
    if DOCS / "made" not in page.parents
)
MADE = {DOCS / "made" / name for name in ("cli.md", "files.md", "gallery.md")}


def test_there_are_commands_to_run() -> None:
    """The tutorial and the three guides hold commands, so that what follows looks at something."""
    assert {page.stem for page in PAGES} >= {"tutorial", "learner", "educator", "engineer"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_print_what_the_page_says(page: Path) -> None:
    """Each command of a page, run in order in an empty folder, prints what stands below it."""
    differences = compare(page)
    hint = f"bring it up to date: python docs/_ext/consoles.py {page.relative_to(ROOT)}"
    assert differences == [], "\n\n".join([hint, *map(str, differences)])


def test_a_page_that_tells_something_else_is_noticed(tmp_path: Path) -> None:
    """Wrong output is a difference; lines left out are none."""
    page = tmp_path / "page.md"
    page.write_text(
        "```{code-block} yaml\n:caption: my.yaml\n\ntopics: {svd: 5h}\n```\n"
        "```console\n$ mlpath order my.yaml\nsvd@deep\n"
        "$ mlpath plan my.yaml --budget 1h --must svd\n...\n  do without svd@working:\n...\n"
        "$ echo $?\n1\n```\n",
        encoding="utf-8",
    )
    (difference,) = compare(page)
    assert difference.command == "mlpath order my.yaml"
    assert difference.expected == ("svd@deep",)
    assert any("svd@working" in line for line in difference.printed)
    assert update(page)
    assert not update(page)
    assert compare(page) == []


def test_a_failure_that_a_page_does_not_speak_of_is_refused(tmp_path: Path) -> None:
    """A command that fails stops the page, with what it said."""
    page = tmp_path / "page.md"
    page.write_text("```console\n$ mlpath show zzzqq\n```\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"exit code 2(.|\n)*no topic 'zzzqq'"):
        compare(page)


def test_links_between_pages_lead_somewhere() -> None:
    """Relative links name files that exist or are generated, and headings that are there."""
    seen = 0
    for page in WRITTEN:
        text = re.sub(
            r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
        )
        for link in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" in link or link.startswith("mailto:"):
                continue
            name, _, anchor = link.partition("#")
            target = (page.parent / name).resolve() if name else page
            if not target.suffix and not target.exists():
                target = target.with_suffix(".md")
            assert target in MADE or target.exists(), (page, link)
            if anchor and target not in MADE:
                assert anchor in _anchors(target), (page, link)
            seen += 1
    assert seen > 50


def test_pictures_of_the_readme_are_of_this_graph() -> None:
    """The pictures name the topics that ``python docs/graph_page.py`` would draw."""
    for path, svg in pictures(mlpath.roadmap()).items():
        assert _texts(path.read_text(encoding="utf-8")) == _texts(svg), path
        assert len(_texts(svg)) > 30


def test_value_earned_early_is_of_this_graph() -> None:
    """A row of the table, made anew, is the one that stands there and in the README."""
    cells = row(mlpath.roadmap(), "Machine-learning interview", ["preset:interview"])
    assert f"| {' | '.join(cells)} |" in (DOCS / "early-value.md").read_text(encoding="utf-8")
    shown = f"| {' | '.join(cells[:6] + cells[7:10])} |"
    assert shown in (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_key_that_people_write_has_a_note() -> None:
    """Files written by hand are explained key by key, and no note is about a key that is gone."""
    for name in ("graph", "learner"):
        _, file, root = FILES[name]
        schema = json.loads(file.read_text(encoding="utf-8"))
        keys_of = {named(part): set(keys(found)) for part, found in parts(schema, root)}
        for part, notes in NOTES[name].items():
            assert notes.keys() <= keys_of[part], part
        inherited = set(NOTES["graph"]["GraphInfo"]) if name == "graph" else set()
        for part in keys_of.keys() - {"Span"}:
            missing = keys_of[part] - set(NOTES[name].get(part, ())) - inherited
            assert missing <= set(SELF), (name, part)


def test_the_reference_holds_every_public_name() -> None:
    """What can be imported from mlpath stands in the reference."""
    text = (DOCS / "reference" / "api.md").read_text(encoding="utf-8")
    assert [name for name in mlpath.__all__ if f":: mlpath.{name}\n" not in text] == []


def _texts(svg: str) -> list[str]:
    return sorted(re.findall(r"<text[^>]*>([^<]*)<", svg))


def _anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as code hosts and Sphinx make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings}
