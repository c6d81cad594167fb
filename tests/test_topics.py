"""Levels, steps, topics and the knowledge graph built from plain data or networkx."""

from __future__ import annotations

import subprocess
import sys
import time
from decimal import Decimal
from typing import Any

import networkx as nx
import pytest

from mlpath import KnowledgeGraph, Level, Step
from mlpath.errors import CycleError, GraphError, RequestError, UnknownTopicError
from mlpath.topics import need, parts_of, split_name, suggest
from tests.oracles import cases


def graph_of(topics: dict[str, Any], **more: Any) -> KnowledgeGraph:
    """Return the graph of these topics."""
    return KnowledgeGraph.from_dict({"topics": topics, **more})


def problems_of(topics: Any, **more: Any) -> list[str]:
    """Return every problem of a broken graph as text."""
    with pytest.raises(GraphError) as caught:
        graph_of(topics, **more)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("named", "wanted", "needed"),
    [
        ("overview", "overview", "overview"),
        ("deep", "overview", "overview"),
        ("overview", "working", "overview"),
        ("deep", "working", "deep"),
        ("overview", "deep", "working"),
        ("working", "deep", "working"),
        ("deep", "deep", "deep"),
    ],
)
def test_an_overview_needs_overviews_and_deep_needs_working(
    named: str, wanted: str, needed: str
) -> None:
    """The level of a prerequisite follows the level of what needs it."""
    assert need(Level.parse(named), Level.parse(wanted)) is Level.parse(needed)


def test_names_are_split_into_topic_and_level() -> None:
    """A name may say its level; what is no name is refused with a hint."""
    assert split_name("svd") == ("svd", None)
    assert split_name("a.b-c_1@deep") == ("a.b-c_1", Level.DEEP)
    for wrong in ("", "@deep", "svd@", "two words", "-x", "svd@working@deep", "é"):
        with pytest.raises(RequestError, match=r"topic@level"):
            split_name(wrong)
    with pytest.raises(RequestError, match=r"no level 'expert'.*overview, working, deep"):
        split_name("svd@expert")


def test_the_smallest_graph_needs_an_effort_only() -> None:
    """Title, section, value and level have defaults."""
    graph = graph_of({"svd": "3h"})
    topic = graph.topic("svd")
    assert (topic.title, topic.section, topic.value) == ("svd", "general", 1)
    assert graph.steps == (Step("svd", Level.WORKING),)
    assert graph.effort(graph.steps[0]) == 180


@pytest.mark.parametrize(
    ("effort", "minutes"),
    [
        ({"overview": "1h", "working": "3h", "deep": "10h"}, [60, 120, 420]),
        ({"overview": "1h", "deep": "90m"}, [60, 30]),
        ({"overview": "1h", "working": "1h"}, [60, 1]),
        ({"overview": "2h", "working": "1h", "deep": "3h"}, [120, 1, 60]),
        ({"working": "4-9h"}, [360]),
        ("1m", [1]),
    ],
)
def test_efforts_are_cumulative_and_a_step_takes_a_minute_at_least(
    effort: Any, minutes: list[int]
) -> None:
    """A step's effort is what its level adds; a range counts by its geometric mean."""
    graph = graph_of({"svd": {"effort": effort}})
    assert list(graph.expansion.efforts) == minutes


@pytest.mark.parametrize(
    ("levels", "name", "step"),
    [
        (("overview", "working", "deep"), "svd", "svd@working"),
        (("overview", "deep"), "svd", "svd@overview"),
        (("deep",), "svd", "svd@deep"),
        (("overview", "deep"), "svd@deep", "svd@deep"),
    ],
)
def test_a_name_without_level_means_working_or_what_is_nearest(
    levels: tuple[str, ...], name: str, step: str
) -> None:
    """The nearest below, else the lowest."""
    graph = graph_of({"svd": {"effort": {level: f"{n + 1}h" for n, level in enumerate(levels)}}})
    assert str(graph.step(name)) == step


def test_unknown_names_are_refused_with_the_nearest_one() -> None:
    """Topics, levels, sections and presets all suggest what exists."""
    graph = graph_of(
        {"eigenvalues": "2h"}, goals={"exam": {"title": "Exam", "topics": ["eigenvalues"]}}
    )
    with pytest.raises(UnknownTopicError, match="did you mean 'eigenvalues'"):
        graph.topic("eigenvalue")
    with pytest.raises(UnknownTopicError, match=r"does not declare the level deep.*working"):
        graph.step("eigenvalues@deep")
    with pytest.raises(UnknownTopicError, match=r"no section 'genera'.*did you mean 'general'"):
        graph.section("genera")
    with pytest.raises(UnknownTopicError, match=r"no preset 'x'.*presets are exam"):
        graph.preset("x")


def test_suggestions_need_some_likeness() -> None:
    """Nothing is suggested for a word unlike all known ones."""
    assert suggest("abc", ["xyz"]) == ""
    assert suggest("a" * 10_000, ["b"] * 10) == ""


def test_sections_order_the_topics() -> None:
    """Declaration rank is the section's place, then the place in the file."""
    graph = graph_of(
        {
            "a": {"effort": "1h", "section": "second"},
            "b": {"effort": "1h", "section": "first"},
            "c": {"effort": "1h", "section": "second"},
        },
        sections={"first": "First", "second": "Second"},
    )
    assert [topic.id for topic in graph] == ["b", "a", "c"]
    assert graph.rank[graph.step("a")] == 1


def test_the_views_are_frozen_networkx_graphs() -> None:
    """Topics for people, steps for the planner; alternatives carry their group."""
    graph = graph_of(
        {
            "a": {"effort": {"overview": "1h", "working": "2h"}},
            "b": "1h",
            "c": {
                "effort": "1h",
                "requires": [{"topic": "a", "level": "overview"}, {"any": ["a", "b"]}],
            },
            "d": {"effort": "1h", "requires": [{"any": ["a", "b"], "reason": "either"}]},
        }
    )
    topics, steps = graph.topic_graph, graph.step_graph
    assert topics.edges["a", "c"]["level"] is Level.OVERVIEW
    assert topics.edges["b", "d"] == {"level": Level.WORKING, "reason": "either", "group": 0}
    assert steps.nodes[graph.step("a@working")] == {"effort": 60, "rank": 1}
    groups = {steps.edges[graph.step(one), graph.step("d")]["group"] for one in ("a", "b")}
    assert len(groups) == 1
    assert None not in groups
    for view in (topics, steps):
        assert nx.is_directed_acyclic_graph(view)
        with pytest.raises(nx.NetworkXError, match=r"[Ff]rozen"):
            view.add_edge("x", "y")


@pytest.mark.parametrize("seed", range(40))
def test_a_graph_survives_its_own_plain_data(seed: int) -> None:
    """`to_dict` and `from_dict` are inverse; equal graphs hash alike, others do not."""
    graph = cases.small(seed).graph
    again = KnowledgeGraph.from_dict(graph.to_dict())
    assert again == graph
    assert hash(again) == hash(graph)
    assert again.expansion == graph.expansion
    assert graph != cases.small(seed + 1000).graph


def test_the_hash_is_of_the_content_not_its_spelling() -> None:
    """Short and long forms, and defaults written out, are the same graph; other words are not."""
    short = graph_of({"a": "60m", "b": {"effort": "1h", "requires": ["a@working"]}})
    long = graph_of(
        {
            "a": {"effort": {"working": "1h"}, "title": "a", "value": 1},
            "b": {"effort": "1h", "requires": [{"topic": "a", "level": "working"}]},
        }
    )
    other = graph_of({"a": "61m", "b": {"effort": "1h", "requires": ["a@working"]}})
    assert short.hash == long.hash
    assert short.hash.startswith("sha256:")
    assert short.hash != other.hash


def test_hashes_do_not_hang_on_the_hash_seed() -> None:
    """The same bytes for every run."""
    code = (
        "from mlpath import KnowledgeGraph as K;"
        "print(K.from_dict({'topics': {'a': '1h', 'b': {'effort': '2h', 'tags': ['x']}}}).hash)"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(texts) == 1


def test_from_networkx_reads_nodes_edges_and_groups() -> None:
    """Edges lead from a prerequisite; edges of one group are alternatives."""
    drawn: nx.DiGraph[str] = nx.DiGraph()
    for name in "abcd":
        drawn.add_node(name, effort="1h", section="letters")
    drawn.add_edge("a", "d", level="working", reason="it says so")
    drawn.add_edge("b", "d", group="tool")
    drawn.add_edge("c", "d", group="tool")
    graph = KnowledgeGraph.from_networkx(drawn, id="letters")
    assert graph.info.id == "letters"
    assert [section.id for section in graph.sections] == ["letters"]
    assert [group.alternatives for group in graph.expansion.groups] == [(1, 2)]
    assert [edge.reason for edge in graph.expansion.edges] == ["it says so"]


def test_from_networkx_reads_nodes_that_are_no_texts() -> None:
    """Whole numbers as nodes keep their edges; two nodes of one text are refused."""
    drawn: nx.DiGraph[object] = nx.DiGraph()
    drawn.add_nodes_from([1, 2], effort="1h")
    drawn.add_edge(1, 2)
    assert list(KnowledgeGraph.from_networkx(drawn).topic_graph.edges) == [("1", "2")]
    drawn.add_node("1", effort="1h")
    with pytest.raises(GraphError, match="two nodes are written '1'"):
        KnowledgeGraph.from_networkx(drawn)


@pytest.mark.parametrize("drawn", [nx.Graph([("a", "b")]), None])
def test_from_networkx_refuses_what_has_no_directed_edges(drawn: Any) -> None:
    """An undirected graph does not say which topic comes first."""
    with pytest.raises(GraphError, match="no directed edges"):
        KnowledgeGraph.from_networkx(drawn)


def test_a_former_id_still_names_its_step() -> None:
    """What a learner wrote down before a topic was renamed keeps its meaning."""
    graph = graph_of({"svd": {"effort": "1h", "was": ["singular-values"]}})
    assert str(graph.step("singular-values@working")) == "svd@working"
    assert graph.step("singular-values") == graph.step("svd")


def test_cycles_are_reported_beside_other_problems() -> None:
    """An unknown name elsewhere does not hide a circle, and a self-loop is told once."""
    with pytest.raises(GraphError) as caught:
        graph_of(
            {
                "a": {"effort": "1h", "requires": ["b", "a", "nowhere"]},
                "b": {"effort": "1h", "requires": ["a"]},
                "c": {"effort": "1"},
            }
        )
    codes = sorted(problem.code for problem in caught.value.problems)
    assert codes == ["bad-duration", "cycle", "self-loop", "unknown-topic"]


def test_a_graph_laid_over_another_replaces_and_adds() -> None:
    """Equal ids take the upper content in the lower place; the rest follows."""
    base = graph_of({"a": "1h", "b": {"effort": "1h", "requires": ["a"]}}, graph={"id": "base"})
    top = graph_of({"a": "9h", "c": "2h"})
    both = top.laid_over(base)
    assert [topic.id for topic in both] == ["a", "b", "c"]
    assert both.effort(both.step("a")) == 540
    assert both.info.id == "base"
    shallow = graph_of({"a": {"effort": {"overview": "1h"}}})
    named = graph_of({"a": "1h", "b": {"effort": "1h", "requires": ["a@working"]}})
    with pytest.raises(GraphError, match="'a' does not declare the level working"):
        shallow.laid_over(named)
    assert parts_of(base).topics[0].id == "a"


@pytest.mark.parametrize(
    ("topics", "expected"),
    [
        ({"a": {}}, "missing: no 'effort' (write effort: 3h)"),
        ({"a": {"effort": "3"}}, "bad-duration: '3' has no unit"),
        ({"a": {"effort": {}}}, "missing: no level has an effort"),
        ({"a b": "1h"}, "bad-id: 'a b' is not an id"),
        ({"a": {"effort": "1h", "hours": "2h"}}, "unknown-field: no field 'hours' here"),
        ({"a": {"effort": "1h", "reqires": []}}, "did you mean 'requires'?"),
        ({"a": {"effort": "1h", "requires": ["b"]}}, "unknown-topic: topic 'a': no topic 'b'"),
        ({"a": {"effort": "1h", "requires": ["a"]}}, "self-loop: topic 'a' requires itself"),
        ({"a": {"effort": "1h", "corequisites": ["a"]}}, "self-loop: topic 'a' is its own"),
        (
            {"a": "1h", "b": {"effort": "1h", "requires": ["a@deep"]}},
            (
                "undeclared-level: topic 'b': topic 'a' does not declare the level deep "
                "(it declares working)"
            ),
        ),
        (
            {"a": "1h", "b": {"effort": "1h", "requires": [{"topic": "a", "for": "deep"}]}},
            "undeclared-level: topic 'b' does not declare the level deep",
        ),
        (
            {"a": "1h", "b": {"effort": "1h", "requires": [{"any": ["a"]}]}},
            "the list has 1 entry, too short",
        ),
        ({"a": "1h", "A": "2h"}, "duplicate-id: topic ids 'a' and 'A' differ only by case"),
        ({"a": {"effort": "1h", "was": ["b"]}, "b": "1h"}, "former id 'b' belongs to 'b'"),
        ({"a": {"effort": "1h", "section": "x"}}, "unknown-section: topic 'a': no section 'x'"),
        ({"a": {"effort": "1h", "resources": ["book"]}}, "unknown-resource: topic 'a'"),
        ({"a": {"effort": "1h", "value": -1}}, "is not at least 0"),
        ({"a": {"effort": "1h", "value": 1_000_001}}, "is not at most 1000000"),
        ({"a": {"effort": "1h", "value": "high"}}, "bad-number: 'high' is not a whole number"),
        ({"a": {"effort": "1h", "title": "a\u202eb"}}, "bad-character: the character U+202E"),
        ({"a": {"effort": True}}, "bad-duration: True has no unit"),
        ({"a": ["1h"]}, "bad-shape"),
        ([], "bad-shape: topics is not a mapping"),
    ],
)
def test_each_mistake_has_its_own_problem(topics: Any, expected: str) -> None:
    """Code, words and hint say what is wrong and what would be right."""
    assert any(expected in text for text in problems_of(topics)), problems_of(topics)


def test_all_mistakes_are_reported_at_once() -> None:
    """An author mends everything in one go."""
    found = problems_of(
        {
            "a": {"effort": "1", "value": "x"},
            "b": {"effort": "1h", "requires": ["zzz", "a"], "section": "none"},
            "c": {"effort": "1h", "requires": ["c"]},
        }
    )
    codes = [text.split(":")[0] for text in found]
    assert sorted(codes) == [
        "bad-duration",
        "bad-number",
        "self-loop",
        "unknown-section",
        "unknown-topic",
    ]


def test_preset_mistakes_are_found() -> None:
    """Unknown topics, sections, tags, levels, and entries of no or two kinds."""
    entries = [
        "b",
        "section:x",
        "tag:y",
        "a@deep",
        {"weight": 2},
        {"topic": "a", "section": "general"},
    ]
    for entry, expected in zip(
        entries,
        [
            "unknown-topic",
            "unknown-section",
            "unknown-tag",
            "undeclared-level",
            "bad-goal",
            "bad-goal",
        ],
        strict=True,
    ):
        found = problems_of({"a": "1h"}, goals={"p": {"title": "P", "topics": [entry]}})
        assert [text.split(":")[0] for text in found] == [expected]


def test_preset_entries_have_short_forms() -> None:
    """A text gives kind, level and weight."""
    graph = graph_of(
        {"a": {"effort": "1h", "tags": ["t"]}},
        goals={"p": {"title": "P", "topics": ["a@working:2", "section:general", "tag:t:0.5"]}},
    )
    first, second, third = graph.preset("p").topics
    assert (first.topic, first.level, first.weight) == ("a", Level.WORKING, Decimal(2))
    assert (second.section, second.weight) == ("general", Decimal(1))
    assert (third.tag, third.weight) == ("t", Decimal("0.5"))


def test_a_graph_of_a_newer_format_is_refused() -> None:
    """Rather than read half of it."""
    assert problems_of({"a": "1h"}, graph={"format": 99})[0].startswith("newer-format")


def test_models_are_frozen_all_the_way_down() -> None:
    """Tuples, not lists; no field can be set."""
    topic = graph_of({"a": {"effort": "1h", "tags": ["t"], "aliases": ["x"]}}).topic("a")
    assert isinstance(topic.tags, tuple)
    assert isinstance(topic.requires, tuple)
    with pytest.raises(ValueError, match="frozen"):
        topic.title = "b"  # type: ignore[misc]


def test_long_chains_load_and_long_rings_are_reported() -> None:
    """Depth does not matter, and a long circle is told in short."""

    def chain(first: list[str]) -> dict[str, Any]:
        topics: dict[str, Any] = {"t0": {"effort": "1h", "requires": first}}
        for n in range(1, 20_000):
            topics[f"t{n}"] = {"effort": "1h", "requires": [f"t{n - 1}"]}
        return topics

    start = time.process_time()
    assert len(graph_of(chain([])).expansion.edges) == 19_999
    with pytest.raises(CycleError, match=r"circle of 20000: t0 -> t1 .* 19988 more") as caught:
        graph_of(chain(["t19999"]))
    assert len(caught.value.problems) == 1
    assert len(str(caught.value)) < 3000
    assert time.process_time() - start < 60


def test_a_group_that_says_for_is_told_that_it_cannot() -> None:
    """An any-of group serves every level of its topic, so `for` is refused in plain words."""
    group = {"any": ["a", "b"], "for": "working", "reason": "either will do"}
    topics = {"a": {"effort": "1h"}, "b": {"effort": "1h"}}
    data = {"topics": {**topics, "c": {"effort": "1h", "requires": [group]}}}
    with pytest.raises(GraphError, match="an any-of group cannot say `for`"):
        KnowledgeGraph.from_dict(data)


def test_a_wrong_name_does_not_hide_behind_a_wrong_field() -> None:
    """A topic whose effort cannot be read still has its prerequisites looked up."""
    broken = {"effort": "5", "requires": ["zzz@deep", {"any": ["yyy", "a"], "reason": "either"}]}
    with pytest.raises(GraphError) as caught:
        KnowledgeGraph.from_dict({"topics": {"a": {"effort": "1h"}, "b": broken}})
    found = [(problem.code, problem.path[2:]) for problem in caught.value.problems]
    assert ("bad-duration", ("effort",)) in [(code, path[:1]) for code, path in found]
    assert ("unknown-topic", ("requires", 0)) in found
    assert ("unknown-topic", ("requires", 1, "any", 0)) in found
