"""The solving room: integers in, a proven choice and a study order out. It knows no topics."""

from mlpath.solving.base import Chain, Instance, Proof, Solution, Status
from mlpath.solving.chain import density_chain
from mlpath.solving.choosing import cheapest_closure, solve

__all__ = [
    "Chain",
    "Instance",
    "Proof",
    "Solution",
    "Status",
    "cheapest_closure",
    "density_chain",
    "solve",
]
