"""Changes one operator, number or name of a rule at a time, and asks the tests of that module whether they notice.

    .venv-mutation/bin/python bench/mutants.py [--module performance/rules/harm.py] [--most 60] [--seed 15]

Cosmic-ray draws the changes; of a module with more than --most of them, as many are tried as are drawn with the seed.
It works on a copy of the tree. A change that no test noticed is printed; the exit status is 1 when there is one.
Changes inside the types of parameters and results are left out: they change nothing.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from difflib import unified_diff
from pathlib import Path

from cosmic_ray.commands.init import init
from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator
from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import MutationSpec

ROOT = Path(__file__).parents[1]
RULES = "tests/performance/rules"
# The small pure modules of the rooms in which a fault would do most harm, and the tests that should notice it.
TESTS = {
    "performance/rules/areas/average.py": "tests/performance/indicators/test_trend.py",
    "performance/rules/areas/ranking.py": f"{RULES}/test_ranking.py {RULES}/test_change_words.py",
    "performance/rules/areas/shares.py": f"{RULES}/test_shares_and_similar.py",
    "performance/rules/areas/wards.py": f"{RULES}/test_wards.py",
    "performance/rules/change/chance.py": f"{RULES}/test_chance.py",
    "performance/rules/change/seasons.py": f"{RULES}/test_seasons.py",
    "performance/rules/change/words.py": f"{RULES}/test_change_words.py",
    "performance/rules/change/worth.py": f"{RULES}/test_worth.py",
    "performance/rules/disclosure.py": f"{RULES}/test_disclosure.py",
    "performance/rules/harm.py": f"{RULES}/test_harm.py",
    "performance/rules/reports/movement.py": "tests/performance/reports/test_movement.py",
    "performance/rules/rhythm.py": f"{RULES}/test_rhythm.py",
    "performance/rules/targets/sense.py": f"{RULES}/test_target_sense.py",
    "performance/rules/targets/status.py": f"{RULES}/test_status.py",
    "performance/rules/targets/trajectory.py": f"{RULES}/test_trajectory.py",
    "performance/rules/values.py": f"{RULES}/test_values.py {RULES}/test_in_unit.py",
    "plans/access/permissions.py": "tests/plans/access/test_roles.py",
    "plans/publishing/checklist/readability.py": "tests/plans/publishing/test_readability.py",
    "plans/publishing/workflow.py": "tests/plans/publishing/test_transitions.py",
    "performance/imports/area_table/headings.py": "tests/performance/imports/tables/test_area_tables.py",
    "performance/imports/area_table/marks.py": "tests/performance/imports/tables/test_area_tables.py "
    "tests/performance/imports/tables/test_written.py",
    "performance/imports/sheets/cells.py": "tests/performance/imports/tables/test_workbooks.py",
    "performance/imports/sheets/number_formats.py": "tests/performance/imports/tables/test_workbooks.py",
    "plans/exports/csvw.py": "tests/plans/exports/test_csvw.py",
    "plans/exports/tables/money.py": "tests/plans/exports/test_tables.py",
}


def main() -> int:
    options = argparse.ArgumentParser(description="Try whether the tests notice changed rules.")
    options.add_argument("--module", action="append", help="only this one; may be given again")
    options.add_argument("--most", type=int, default=60, help="how many changes of one module are tried at most")
    options.add_argument("--seed", type=int, default=15, help="the same one draws the same changes")
    chosen = options.parse_args()
    left = 0
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        tree = copied(Path(name))
        for module in chosen.module or TESTS:
            left += tried(tree, module, chosen.most, chosen.seed)
    return int(left > 0)


def copied(folder: Path) -> Path:
    """The files of the tree as they are now, in a folder of their own."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    return folder


def tried(tree: Path, module: str, most: int, seed: int) -> int:
    """How many of the changes of a module nobody noticed; they are printed."""
    possible = changes(tree, module)
    drawn = random.Random(seed).sample(possible, min(most, len(possible)))
    left = [text for text, noticed in outcomes(tree, module, drawn) if not noticed]
    print(f"{module}: {len(drawn) - len(left)} of {len(drawn)} noticed ({len(possible)} possible)")
    text = (tree / module).read_text()
    for one in left:
        print(*unified_diff(text.splitlines(), one.splitlines(), lineterm="", n=1), sep="\n")
    sys.stdout.flush()
    return len(left)


def changes(tree: Path, module: str) -> list[MutationSpec]:
    """Every change of a module, in the order of its lines."""
    text = (tree / module).read_text()
    types = list(annotated(ast.parse(text)))
    with use_db(str(tree / "mutants.sqlite3"), WorkDB.Mode.create) as work:
        init([tree / module], work, {})
        all_changes = [item.mutations[0] for item in work.work_items]
    real = [one for one in all_changes if not any(start <= one.start_pos < end for start, end in types)]
    real.sort(key=lambda one: (one.start_pos, one.operator_name, one.occurrence))
    return real


def outcomes(tree: Path, module: str, drawn: list[MutationSpec]) -> Iterator[tuple[str, bool]]:
    """The module with each of the changes, and whether its tests noticed."""
    path, command = tree / module, ["bench/forked_tests.py", module, *TESTS[module].split()]
    unchanged = path.read_text()
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        [ROOT / ".venv" / "bin" / "python", *command],
        cwd=tree,
        env=environment,
        text=True,
        bufsize=1,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as tests:
        assert tests.stdin is not None
        assert tests.stdout is not None
        if tests.stdout.readline() != "passed\n":
            sys.exit(f"{module}: its tests fail before anything is changed.\n{(tree / 'tests.log').read_text()}")
        try:
            for one in drawn:
                operator = get_operator(one.operator_name)(**one.operator_args)
                path.write_text(text := mutate_code(unchanged, operator, one.occurrence))
                tests.stdin.write("\n")
                yield text, tests.stdout.readline() == "failed\n"
        finally:
            path.write_text(unchanged)
        tests.stdin.close()


def annotated(module: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the types of parameters, results and names begin and end."""
    for node in ast.walk(module):
        kind = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if isinstance(kind, ast.expr):
            yield (kind.lineno, kind.col_offset), (kind.end_lineno or 0, kind.end_col_offset or 0)


if __name__ == "__main__":
    sys.exit(main())
