"""The solving room: integers in, a proven choice and a study order out. It knows no topics."""

from mlpath.solving.base import Chain, Instance, Proof, Solution, Status
from mlpath.solving.chain import density_chain
from mlpath.solving.choosing import cheapest_closure, marginal_closures, solve
from mlpath.solving.sequencing import completion, fix_choices, sequence

__all__ = [
    "Chain",
    "Instance",
    "Proof",
    "Solution",
    "Status",
    "cheapest_closure",
    "completion",
    "density_chain",
    "fix_choices",
    "marginal_closures",
    "sequence",
    "solve",
]
