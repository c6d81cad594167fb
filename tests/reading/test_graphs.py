"""Graph folders, files and texts: what is read, and where each mistake is reported."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlpath.errors import CycleError, FileError, GraphError, Problem, report
from mlpath.reading import Reading, bundled_folder, examine, loads, read
from mlpath.reading.graphs import examine_text
from mlpath.topics import KnowledgeGraph

TESTS = Path(__file__).parents[1]
BROKEN = TESTS / "data" / "broken"
GOLDEN = TESTS / "golden" / "broken.txt"

SINGLE = """\
graph: {id: mechanics, title: Mechanics 1, version: "2026.1", licence: CC-BY-4.0}
sections: {physics: Physics, maths: Mathematics}
topics:
  vectors: {section: maths, effort: 2h}
  forces: {section: physics, effort: {overview: 1h, working: 3-5h}, value: 3, requires: [vectors]}
  loose: 1h
goals:
  exam: {title: The exam, topics: [{topic: forces, level: working, weight: 2}]}
"""

FOLDER = {
    "graph.yaml": "format: 1\nid: mechanics\nsections: [physics, maths]\n",
    "maths.yaml": "section: {id: maths, title: Mathematics}\ntopics:\n  vectors: {effort: 2h}\n",
    "physics.yml": """\
section: physics
topics:
  forces: {effort: 3h, requires: [vectors], resources: [{resource: feynman}]}
""",
    "resources.yaml": "feynman: {title: Lectures, url: 'https://example.org/', kind: book}\n",
    "goals.yaml": "exam: {topics: [forces]}\n",
    ".hidden.yaml": "not: read\n",
    "README.md": "neither: this",
}


def write(folder: Path, files: dict[str, str]) -> Path:
    """Write the files into the folder and return it."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def lines(reading: Reading) -> list[str]:
    """Return ``line:column code`` of each problem."""
    return [
        f"{problem.place.line}:{problem.place.column} {problem.code}"
        for problem in reading.problems
        if problem.place
    ]


# --- what is read -----------------------------------------------------------------------------


def test_a_single_file_holds_a_whole_graph() -> None:
    """Sections rank topics first, then their place in the file; short forms work."""
    graph = loads(SINGLE)
    assert graph.info.id == "mechanics"
    assert [topic.id for topic in graph] == ["forces", "vectors", "loose"]
    assert [str(step) for step in graph.steps] == [
        *("forces@overview", "forces@working", "vectors@working", "loose@working")
    ]
    assert graph.preset("exam").topics[0].topic == "forces"


def test_text_and_mapping_give_equal_graphs() -> None:
    """What is written in YAML equals what code gives."""
    assert loads("topics: {a: 1h, b: {effort: 2h, requires: [a]}}") == KnowledgeGraph.from_dict(
        {"topics": {"a": "1h", "b": {"effort": "2h", "requires": ["a"]}}}
    )


def test_a_folder_is_read_file_by_file(tmp_path: Path) -> None:
    """Both endings count, hidden and other files do not, graph.yaml orders the sections."""
    graph = read(write(tmp_path, FOLDER))
    assert [section.id for section in graph.sections] == ["physics", "maths"]
    assert [topic.id for topic in graph] == ["forces", "vectors"]
    assert [resource.id for resource in graph.resources] == ["feynman"]
    assert [preset.id for preset in graph.presets] == ["exam"]


def test_a_folder_needs_no_header(tmp_path: Path) -> None:
    """Without graph.yaml the sections follow the names of their files."""
    files = {name: text for name, text in FOLDER.items() if name != "graph.yaml"}
    graph = read(str(write(tmp_path, files)))
    assert [section.id for section in graph.sections] == ["maths", "physics"]


def test_the_order_in_which_a_folder_lists_its_files_is_nothing(tmp_path: Path) -> None:
    """The same files written in another order give the same graph."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    one = read(write(tmp_path / "one", FOLDER))
    two = read(write(tmp_path / "two", dict(reversed(FOLDER.items()))))
    assert one == two


def test_standard_input_is_a_hyphen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bytes are read, so that the terminal's encoding does not matter."""
    stdin = io.TextIOWrapper(io.BytesIO("topics: {a: {effort: 1h, title: é}}".encode()), "ascii")
    monkeypatch.setattr(sys, "stdin", stdin)
    assert read("-").topic("a").title == "é"


def test_places_of_standard_input_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A problem says that it stands in standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"topics: {a: 1}")))
    with pytest.raises(GraphError, match=r"^<stdin>:1:13: bad-duration"):
        read("-")


def test_a_named_pipe_is_a_file(tmp_path: Path) -> None:
    """What a shell's process substitution hands over can be read."""
    reader, writer = os.pipe()
    os.write(writer, b"topics: {a: 1h}")
    os.close(writer)
    try:
        assert "a" in read(f"/dev/fd/{reader}")
    finally:
        os.close(reader)
    with pytest.raises(FileError):
        read(tmp_path / "none")


def test_a_section_file_alone_is_a_graph() -> None:
    """One subject, with its section at the top, is read by itself."""
    graph = loads(FOLDER["maths.yaml"])
    assert [section.title for section in graph.sections] == ["Mathematics"]


def test_one_graph_is_laid_over_another() -> None:
    """Equal ids are replaced in the base's place; names of either side are known."""
    base = loads(SINGLE)
    graph = loads(
        "sections: {maths: Maths}\n"
        "topics:\n"
        "  forces: {section: physics, effort: 9h, requires: [tensors]}\n"
        "  tensors: {section: maths, effort: 4h, requires: [vectors]}\n",
        over=base,
    )
    assert [topic.id for topic in graph] == ["forces", "vectors", "tensors", "loose"]
    assert graph.section("maths").title == "Maths"
    assert graph.info == base.info
    with pytest.raises(GraphError, match=r"<text>:1:37: unknown-topic: .*did you mean 'vectors'"):
        loads("topics: {a: {effort: 1h, requires: [vectorz]}}", over=base)


def test_a_cycle_through_both_graphs_is_found() -> None:
    """Only edges of the upper graph have a place."""
    base = loads("topics: {a: 1h, b: {effort: 1h, requires: [a]}}")
    with pytest.raises(
        CycleError, match=r"^<text>:1:37: .* \[b requires a; a requires b at <text>:1:37"
    ):
        loads("topics: {a: {effort: 1h, requires: [b]}}", over=base)


def test_the_bundled_graph_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """It lies beside the package in a working copy; an installation without it says so."""
    assert (bundled_folder() / "graph.yaml").is_file()
    monkeypatch.setattr("mlpath.reading.graphs.BUNDLED", "none-such")
    with pytest.raises(FileError, match=r"the bundled graph is not at .*install mlpath again"):
        bundled_folder()


# --- what is refused --------------------------------------------------------------------------


def test_all_messages_for_broken_files_are_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """One golden text of every message; ``UPDATE_GOLDEN=1`` writes it anew."""
    monkeypatch.chdir(BROKEN)
    blocks = []
    for name in sorted(entry.name for entry in BROKEN.iterdir()):
        reading = examine(name)
        assert reading.graph is None, name
        text = report(reading.problems, dropped=reading.dropped)
        blocks.append(f"## {name}\n{text}\n")
    found = "\n".join(blocks)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text(found, encoding="utf-8")
    assert found == GOLDEN.read_text(encoding="utf-8")


def test_every_problem_of_the_broken_files_has_a_place_and_plain_words() -> None:
    """No message is without a line, and none speaks of pydantic or YAML's machinery."""
    seen = 0
    for entry in sorted(BROKEN.iterdir()):
        for problem in examine(entry).problems:
            seen += 1
            assert problem.place is not None
            text = Path(problem.place.file).read_bytes()
            assert problem.place.line <= text.count(b"\n") + 1
            assert "pydantic" not in str(problem)
            assert "Input should" not in str(problem)
    assert seen > 80


def test_problems_of_fields_and_of_references_come_together() -> None:
    """A bad field does not hide an unknown topic, and a broken topic is not unknown."""
    reading = examine_text(
        "topics:\n  a: {effort: 45}\n  b: {effort: 1h, requires: [a, c]}\n  d: {efort: 1h}\n"
    )
    assert lines(reading) == [
        *("2:15 bad-duration", "3:33 unknown-topic", "4:3 missing", "4:7 unknown-field")
    ]


def test_after_lost_parts_no_reference_is_blamed(tmp_path: Path) -> None:
    """A file that cannot be parsed does not make every reference into it wrong."""
    files = FOLDER | {
        "maths.yaml": "section: {id: maths\n",
        "more.yaml": "section: {id: more, idd: x}\n",
    }
    reading = examine(write(tmp_path, files))
    assert [problem.code for problem in reading.problems] == ["syntax", "unknown-field"]


def test_two_problems_of_a_cycle_name_both_edges() -> None:
    """Each edge of the circle carries its own line."""
    text = "topics:\n  a: {effort: 1h, requires: [b]}\n  b: {effort: 1h, requires: [a]}\n"
    with pytest.raises(
        CycleError, match=r"b requires a at f:3:30; a requires b at f:2:30"
    ) as caught:
        loads(text, file="f")
    assert caught.value.cycles == (("a", "b", "a"),)


def test_only_cycles_are_a_cycle_error() -> None:
    """With any other problem beside it the error is a graph error of both."""
    text = "topics:\n  a: {effort: 1h, requires: [a]}\n  b: {effort: 1}\n"
    with pytest.raises(GraphError) as caught:
        loads(text)
    assert not isinstance(caught.value, CycleError)
    assert [problem.code for problem in caught.value.problems] == ["self-loop", "bad-duration"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "~", "topics:\n", "topics: {}"])
def test_a_graph_without_topics_is_refused(text: str) -> None:
    """The message shows the smallest graph there is."""
    with pytest.raises(GraphError, match=r"svd: {effort: 3h}"):
        loads(text)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    """A folder of no YAML is a mistaken path."""
    with pytest.raises(GraphError, match="no YAML file in this folder"):
        read(tmp_path)


def test_a_refused_character_is_one_problem() -> None:
    """What stands in its place is not judged as well."""
    with pytest.raises(GraphError) as caught:
        loads("topics:\n  a: 3h\0\n")
    assert [problem.code for problem in caught.value.problems] == ["character"]


def test_a_closed_standard_input_is_said_to_be_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The interpreter has no standard input then."""
    monkeypatch.setattr("sys.stdin", None)
    with pytest.raises(FileError, match="cannot read standard input: it is closed"):
        read("-")


@pytest.mark.parametrize("name", ["", "missing.yaml", "nul\0byte", "x" * 5000, "line\nend"])
def test_what_cannot_be_opened_is_a_file_error(name: str) -> None:
    """The path and the system's reason are told, escaped where a terminal would obey."""
    with pytest.raises(FileError, match="cannot read") as caught:
        read(name)
    assert caught.value.exit_code == 2
    assert str(caught.value).isprintable()


def test_an_anchor_alone_is_one_problem() -> None:
    """A file that holds nothing but a fault is not also called empty."""
    assert lines(examine_text("&x ~")) == ["1:1 alias"]


def test_a_closed_standard_input_is_a_file_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without standard input is told so."""
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(FileError, match="cannot read standard input"):
        read("-")


def test_lint_found_later_is_placed() -> None:
    """Whatever is found in a valid graph gets the line it belongs to."""
    reading = examine_text(SINGLE, file="m.yaml")
    assert reading.graph is not None
    found = reading.located(
        Problem("advice", "x", path=path, lint=True)
        for path in (
            ("goals", "exam", "topics", 0, "level"),
            ("topics", "forces", "requires", 0),
            ("topics", "vectors"),
            ("sections", "maths"),
        )
    )
    assert [str(problem.place) for problem in found] == [
        *("m.yaml:2:30", "m.yaml:4:3", "m.yaml:5:90", "m.yaml:8:59")
    ]


def test_collecting_stops_at_a_thousand() -> None:
    """A hundred thousand mistakes cost no more than a thousand."""
    text = "topics:\n" + "".join(f"  t{n}: {{efort: 1}}\n" for n in range(20_000))
    reading = examine_text(text)
    assert len(reading.problems) == 1000
    error = reading.error()
    assert str(error).count("\n") == 50
    assert str(error).endswith(" more")


def test_a_chain_of_any_length_is_read() -> None:
    """Nothing recurses: 20,000 topics in a row are no deeper than two."""
    chain = "".join(f"  t{n}: {{effort: 1h, requires: [t{n - 1}]}}\n" for n in range(1, 20_000))
    assert len(loads("topics:\n  t0: 1h\n" + chain)) == 20_000
    with pytest.raises(CycleError, match="a circle of 20000: "):
        loads("topics:\n  t0: {effort: 1h, requires: [t19999]}\n" + chain)


TOKENS = [
    *("topics:", "\n", "\n  ", "\n    ", "a", "b", ": ", "{", "}", "[", "]", ", ", "effort", "1h"),
    *("requires", "3-5h", "45", "graph", "id", "sections", "resources", "goals", "- ", "~", "any"),
    *("'", '"', "@deep", "level", "for", "overview", "section: ", "é", "\t", "&a ", "*a", "null"),
]


@given(st.lists(st.sampled_from(TOKENS), max_size=30).map("".join))
def test_any_text_gives_a_graph_or_located_problems(text: str) -> None:
    """Nothing else leaves the reader."""
    reading = examine_text(text)
    assert (reading.graph is None) == bool(reading.problems)
    assert all(problem.place for problem in reading.problems)


values = st.recursive(
    st.sampled_from(["a", "1h", "45", "a@deep", "", "yes", "é"]) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["a", "effort", "topic", "any", "level", "working", "requires", "id"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
fields = st.sampled_from(
    ["effort", "requires", "title", "check", "tags", "resources", "value", "was", "corequisites"]
)
graphs = st.fixed_dictionaries(
    {},
    optional={
        "graph": values,
        "sections": values,
        "topics": values | st.dictionaries(st.sampled_from("ab"), st.dictionaries(fields, values)),
        "resources": values,
        "goals": values,
        "section": values,
    },
)


@given(graphs)
def test_any_tree_gives_a_graph_or_located_problems(tree: dict[str, object]) -> None:
    """Wrong shapes at every place are problems, never crashes."""
    import json

    reading = examine_text(json.dumps(tree, ensure_ascii=False))
    assert (reading.graph is None) == bool(reading.problems)
    assert all(problem.place for problem in reading.problems)
