"""Placement: a few yes-or-no questions that tell which steps a learner knows already.

Questions stay inside what the goals need. Every inference carries the answer it comes from and can
be reversed, and a `Placement` is plain immutable data: a web page or a chat can keep its answers
and ask `place` again.
"""

from mlpath.placing.domains import Domain
from mlpath.placing.placements import Placement, dialogue, place
from mlpath.placing.records import Answer, Belief, Question

__all__ = ["Answer", "Belief", "Domain", "Placement", "Question", "dialogue", "place"]
