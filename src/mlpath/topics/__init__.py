"""What is true: topics, levels, steps, prerequisites, resources and the knowledge graph."""

from mlpath.topics.documents import (
    GraphDocument,
    GraphHeader,
    Parts,
    SectionDocument,
    parse_goals,
    parse_graph,
    parse_header,
    parse_resources,
    parse_section,
    problem_of,
)
from mlpath.topics.expansion import Expansion, StepEdge, StepGroup, need
from mlpath.topics.graph import KnowledgeGraph, as_error, overlay, parts_of
from mlpath.topics.levels import LEVEL_NAMES, Level, Step, split_name
from mlpath.topics.models import (
    AnyOf,
    Checks,
    Effort,
    GraphInfo,
    Prerequisite,
    Preset,
    PresetEntry,
    Resource,
    ResourceUse,
    Section,
    Topic,
)
from mlpath.topics.references import reference_problems
from mlpath.topics.suggestions import suggest

__all__ = [
    "LEVEL_NAMES",
    "AnyOf",
    "Checks",
    "Effort",
    "Expansion",
    "GraphDocument",
    "GraphHeader",
    "GraphInfo",
    "KnowledgeGraph",
    "Level",
    "Parts",
    "Prerequisite",
    "Preset",
    "PresetEntry",
    "Resource",
    "ResourceUse",
    "Section",
    "SectionDocument",
    "Step",
    "StepEdge",
    "StepGroup",
    "Topic",
    "as_error",
    "need",
    "overlay",
    "parse_goals",
    "parse_graph",
    "parse_header",
    "parse_resources",
    "parse_section",
    "parts_of",
    "problem_of",
    "reference_problems",
    "split_name",
    "suggest",
]
