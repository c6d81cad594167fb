"""CP-SAT behind the same seam as HiGHS: its promises, limits, interrupts, and without it."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.util import find_spec

import numpy as np
import pytest

from mlpath.solving import Instance, proving, solve
from mlpath.solving.core import whole_core
from mlpath.solving.cpsat import engine_name, search_with_cpsat
from mlpath.solving.engines import installed
from mlpath.solving.searching import Goal, best_of

needs_ortools = pytest.mark.skipif(
    find_spec("ortools") is None,
    reason="OR-Tools IS NOT INSTALLED: CP-SAT was not tested (the extra 'ortools')",
)


def _start(small):
    """Core of a case without what it requires, and nothing chosen."""
    core = whole_core(Instance.build(small.effort, small.value, small.edges, small.groups))
    return core, best_of(core, np.zeros(core.size, dtype=np.bool_))


@needs_ortools
def test_better_sets_are_found_and_exhausted(case):
    """More value first, then less effort, then lower ranks: the key equals brute force."""
    for seed in range(60):
        small = case(seed, 8)
        core, nothing = _start(small)
        value = search_with_cpsat(core, nothing, Goal(1, ties=False), 10.0)
        found = search_with_cpsat(core, value.best, Goal(1, ties=True), 10.0)
        free = type(small)(small.effort, small.value, small.edges, small.groups, [], None)
        assert value.finished
        assert found.finished
        assert found.best.key == free.best(), seed


@needs_ortools
def test_no_work_leaves_the_bound_true(case):
    """Cut short at once, what is known stays and no set is worth more than the bound."""
    for seed in range(60):
        small = case(seed)
        found = solve(small.instance(), engine="ortools", work_limit=0)
        best = small.best()
        if best is None:
            assert found.status == "infeasible"
        else:
            assert found.value <= best[0] <= found.bound, seed
            assert (found.status == "optimal") == (found.value == found.bound)


@needs_ortools
def test_sums_that_floats_do_not_hold_are_refused():
    """Beyond 53 bits it says that it does not know, never something wrong."""
    big = 2**52
    core = whole_core(Instance.build([3, 3], [big + 1, big], capacity=3))
    nothing = best_of(core, np.zeros(2, dtype=np.bool_))
    found = search_with_cpsat(core, nothing, Goal(1, ties=False), 1.0)
    assert (found.finished, found.bound, found.best) == (False, None, nothing)


@needs_ortools
def test_proof_names_the_engine_and_its_version():
    """What closed the search stands in the proof."""
    instance = _hard(60)
    found = solve(instance, engine="ortools")
    assert found.proof.kind == "search"
    assert found.proof.search == engine_name()
    assert found.proof.search.startswith("CP-SAT, OR-Tools 9.")


@needs_ortools
def test_auto_asks_cp_sat_where_the_own_search_ends(monkeypatch):
    """With OR-Tools installed CP-SAT closes the rest, without it others do, with the same set."""
    monkeypatch.setattr(proving, "_MERGING_WORK", 1)
    monkeypatch.setattr(proving, "_OWN_WORK", 1)
    instance = _hard(60)
    there = solve(instance)
    monkeypatch.setattr("mlpath.solving.engines.installed", lambda: False)
    gone = solve(instance)
    assert there.proof.search.startswith("CP-SAT")
    assert "CP-SAT" not in gone.proof.search
    assert there.chosen.tolist() == gone.chosen.tolist()


def _hard(size: int) -> Instance:
    """Values that follow effort so closely that bounds decide little."""
    random = np.random.default_rng(3)
    effort = random.integers(50, 300, size).tolist()
    edges = [
        (step, int(random.integers(max(0, step - 40), step)))
        for step in range(1, size)
        for _ in range(2)
    ]
    value = [10 * minutes + 1000 for minutes in effort]
    return Instance.build(effort, value, edges, capacity=sum(effort) // 2)


def test_without_the_extra_it_is_said_what_to_install(monkeypatch):
    """Asked for by name and missing: a sentence with the command."""
    monkeypatch.setattr("mlpath.solving.engines.installed", lambda: False)
    with pytest.raises(ValueError, match=r"pip install 'mlpath-planner\[ortools\]'"):
        solve(Instance.build([1], [1]), engine="ortools")


def test_easy_plans_never_load_it():
    """Whether it is there is looked up without loading it, and easy plans do not need it."""
    code = (
        "import sys; from mlpath.solving import Instance, solve;"
        "from mlpath.solving.engines import installed; installed();"
        "solve(Instance.build([3, 3, 2], [4, 5, 3], [(1, 0)], capacity=5));"
        "print('ortools' in sys.modules)"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


_STUCK = """
import random
from dataclasses import replace
import numpy as np
from mlpath.solving import Instance
from mlpath.solving.core import whole_core
from mlpath.solving.cpsat import search_with_cpsat
from mlpath.solving.searching import Goal, best_of
import ortools.sat.python.cp_model
r = random.Random(1)
# A subset sum that nobody proves, and larger than `build` lets in.
minutes = np.array([r.randrange(10**12) for _ in range(100)])
few = Instance.build([1] * 100, [1] * 100)
core = whole_core(replace(few, effort=minutes, value=minutes, capacity=int(minutes.sum()) // 2))
best = best_of(core, np.zeros(core.size, dtype=np.bool_))
print("ready", flush=True)
search_with_cpsat(core, best, Goal(1, ties=False), 1e6)
print("done", flush=True)
"""


@needs_ortools
@pytest.mark.skipif(os.name == "nt", reason="signals as on POSIX")
def test_interrupt_ends_a_long_search_within_a_second(interrupted):
    """CP-SAT holds signals back, so it is told to stop and left; it prints nothing."""
    assert interrupted(_STUCK) == ""


@needs_ortools
def test_scipy_and_or_tools_live_in_one_process():
    """HiGHS before, between and after CP-SAT: the sets stay the same."""
    instance = _hard(40)
    engines = ("scipy", "ortools", "scipy", "ortools")
    found = [solve(instance, engine=engine).chosen.tolist() for engine in engines]
    assert found[0] == found[1] == found[2] == found[3]


@needs_ortools
def test_installed_says_so():
    """The look-up agrees with the import."""
    assert installed()
