"""Value, bound, gap and status of a plan, and the proof it names."""

from __future__ import annotations

import math
import re
import sys
from fractions import Fraction
from typing import TYPE_CHECKING

from mlpath.auditing.audit import told
from mlpath.plans import Status, thousandths

if TYPE_CHECKING:
    from mlpath.auditing.audit import Audit

_TINY = 1e-12
# Flows of the solver are scaled; what they certify may be this much above what is true.
_LOOSE = Fraction(1, 1000)
_PRICE = re.compile(r"[0-9]{1,30}(/[0-9]{0,29}[1-9][0-9]{0,29})?")


def check_worth(audit: Audit) -> None:
    """Check that bound, gap and status agree with the value."""
    plan = audit.plan
    value, bound = thousandths(plan.value), thousandths(plan.bound)
    if bound < value:
        message = f"the bound {plan.bound} is below the value {plan.value}"
        audit.add("wrong-bound", message, "bound")
    gap = float(Fraction(bound - value, bound)) if bound else 0.0
    if not abs(plan.gap - gap) <= _TINY:
        audit.add("wrong-gap", f"the gap is {gap}, not {plan.gap}", "gap")
    if (plan.status is Status.OPTIMAL) != (bound == value):
        message = f"a plan of value {plan.value} and bound {plan.bound} is not {plan.status}"
        audit.add("wrong-status", message, "status")


def check_near(audit: Audit) -> None:
    """Check what a re-plan says it comes to once its changes are paid for."""
    near, before = audit.plan.near, audit.plan.asked.before
    if near is None or before is None:
        if (near is None) != (before is None):
            audit.add("wrong-total", "only a re-plan is near an earlier plan", "near")
        return
    was = {number for number in audit.reading.before if audit.reading.open(number)}
    changed = was ^ audit.chosen
    value = sum(map(audit.worth, audit.order))
    true = value - thousandths(before.price) * len(changed)
    if thousandths(near.objective) != true:
        message = f"with {len(changed)} changes it comes to {true / 1000}, not {near.objective}"
        audit.add("wrong-total", message, "near", "objective")
    if thousandths(near.bound) < true:
        message = f"the bound {near.bound} is below {true / 1000}"
        audit.add("wrong-bound", message, "near", "bound")
    else:
        audit.trusted.append(
            f"no re-plan comes to more than {told(thousandths(near.bound))} once its changes "
            "are paid for"
        )


def check_proof(audit: Audit) -> None:
    """Check that the proof named shows the bound."""
    plan, proof = audit.plan, audit.plan.proof
    if proof.kind == "none":
        audit.add("wrong-proof", "a plan with steps names no proof", "proof", "kind")
    elif proof.kind == "all":
        _all(audit)
    elif proof.price is None or proof.price_bound is None:
        message = f"a proof by {proof.kind} names a price and its bound"
        audit.add("wrong-proof", message, "proof")
    elif proof.kind == "search" and not proof.search:
        audit.add("wrong-proof", "a proof by search names what searched", "proof", "search")
    if proof.price is None or proof.price_bound is None or proof.kind == "none":
        return
    bound, shown = thousandths(plan.bound), thousandths(proof.price_bound)
    if bound > shown:
        message = f"the bound {plan.bound} is above the price's own {proof.price_bound}"
        audit.add("wrong-bound", message, "bound")
    elif proof.kind == "price" and bound < shown // _quantum(audit) * _quantum(audit):
        message = f"the price shows no more than {proof.price_bound}, not {plan.bound}"
        audit.add("unproven-bound", message, "bound")
    if _PRICE.fullmatch(proof.price):
        _price(audit, Fraction(proof.price), shown)
    else:
        audit.add("wrong-proof", f"{proof.price!r} is no price", "proof", "price")


def _all(audit: Audit) -> None:
    """Check that nothing of value was left out."""
    worth = sum(
        value for number, value in enumerate(audit.reading.value) if audit.reading.open(number)
    )
    if thousandths(audit.plan.bound) < worth:
        message = f"steps worth {worth / 1000} are open, the bound is {audit.plan.bound}"
        audit.add("unproven-bound", message, "bound")
    else:
        audit.recomputed.append(f"all that is of value comes to {told(worth)}")


def _quantum(audit: Audit) -> int:
    """Return a number that divides the value of every plan."""
    reading = audit.reading
    open_values = [value for n, value in enumerate(reading.value) if value and reading.open(n)]
    return math.gcd(*open_values) or 1


def _price(audit: Audit, price: Fraction, shown: int) -> None:
    """Check that a flow certifies what the price is said to show, and that it shows no less."""
    from mlpath.auditing.flows import certified, network_of  # noqa: PLC0415 - loads numpy

    network = network_of(audit.rules, audit.reading)
    # Any-of groups left aside a price shows least: what it is said to show is never more.
    plain = found = certified(network, price, sys.maxsize)
    if plain is not None and plain > shown:
        found = certified(network, price, shown)
    if plain is None or found is None:
        audit.add("unproven-bound", "the numbers are too large to certify", "proof", "price_bound")
    elif found > shown:
        message = f"at {price} a minute {told(found)} can be shown, not {told(shown)}"
        audit.add("unproven-bound", message, "proof", "price_bound")
    elif shown > plain + plain * _LOOSE:
        message = f"at {price} a minute even {told(plain)} can be shown, not only {told(shown)}"
        audit.add("wrong-proof", message, "proof", "price_bound")
    else:
        _tell(audit, price, shown)


def _tell(audit: Audit, price: Fraction, shown: int) -> None:
    """Tell what of the bound the price shows, and what is the search's word."""
    plan, bound = audit.plan, thousandths(audit.plan.bound)
    what = f"the price {price} shows that no plan is worth more than {told(shown)}"
    if not price:
        what = f"all that is of value comes to {told(shown)}"
    if plan.proof.kind == "price" and bound < shown:
        what += f", so none more than {told(bound)}, as values are multiples of "
        what += told(_quantum(audit))
    audit.recomputed.append(what)
    if plan.proof.kind == "search" and bound < shown:
        word = f"the bound is the word of {plan.proof.search}"
        audit.trusted.append(f"from {told(shown)} down to {told(bound)} {word}")
