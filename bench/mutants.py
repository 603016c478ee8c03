"""Changes one operator, number or name of a rule at a time, and asks the tests of that module whether they notice.

    .venv-mutation/bin/python bench/mutants.py [--module performance/rules/harm.py] [--most 60] [--seed 15]

Cosmic-ray draws the changes; of a module with more than --most of them, as many are tried as are drawn with the seed.
It works on a copy of the tree. A change that no test noticed is printed; the exit status is 1 when there is one.
Changes inside the types of parameters and results are left out: they change nothing.
"""

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from cosmic_ray.work_db import WorkDB, use_db
from cosmic_ray.work_item import TestOutcome, WorkerOutcome, WorkResult

ROOT = Path(__file__).parents[1]
RULES = "tests/performance/rules"
# The small pure modules of the rooms in which a fault would do most harm, and the tests that should notice it.
TESTS = {
    "performance/rules/areas/average.py": f"{RULES}/test_similar_targets.py tests/performance/areas/test_measured.py",
    "performance/rules/areas/ranking.py": f"{RULES}/test_ranking.py",
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
PLAIN = "-p no:cacheprovider -p no:randomly -p no:xdist -p no:cov -p no:playwright"
CONFIG = """[cosmic-ray]
module-path = "{module}"
timeout = 300.0
excluded-modules = []
test-command = "{python} -m pytest -q -x {plain} {tests}"

[cosmic-ray.distributor]
name = "local"
"""


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
    config, session = tree / "mutants.toml", tree / "mutants.sqlite3"
    session.unlink(missing_ok=True)
    python = ROOT / ".venv" / "bin" / "python"
    config.write_text(CONFIG.format(module=module, python=python, plain=PLAIN, tests=TESTS[module]))
    tool = Path(sys.executable).with_name("cosmic-ray")
    unchanged = subprocess.run([tool, "baseline", config], cwd=tree, capture_output=True, text=True)
    if unchanged.returncode:
        sys.exit(f"{module}: its tests fail before anything is changed.\n{unchanged.stdout}{unchanged.stderr}")
    subprocess.run([tool, "init", config, session], cwd=tree, check=True, capture_output=True)
    with use_db(str(session), WorkDB.Mode.open) as work:
        possible, drawn = draw(work, tree / module, most, seed)
    subprocess.run([tool, "exec", config, session], cwd=tree, check=True)
    with use_db(str(session), WorkDB.Mode.open) as work:
        left = [one for _item, one in work.completed_work_items if one.test_outcome == TestOutcome.SURVIVED]
    print(
        f"{module}: {drawn - len(left)} of {drawn} noticed ({possible} possible)", *(one.diff for one in left), sep="\n"
    )
    sys.stdout.flush()
    return len(left)


def draw(work: WorkDB, module: Path, most: int, seed: int) -> tuple[int, int]:
    """Leave at most so many changes to try. Gives how many there could be, and how many there are."""
    lines = list(annotated(ast.parse(module.read_text())))
    items = sorted(work.work_items, key=lambda item: (item.mutations[0].start_pos, str(item.mutations[0])))
    real = [item for item in items if not any(one[0] <= item.mutations[0].start_pos < one[1] for one in lines)]
    kept = {item.job_id for item in random.Random(seed).sample(real, min(most, len(real)))}
    skipped = [item.job_id for item in items if item.job_id not in kept]
    work.set_multiple_results(skipped, WorkResult(WorkerOutcome.SKIPPED))
    return len(real), len(kept)


def annotated(module: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Where the types of parameters, results and names begin and end."""
    for node in ast.walk(module):
        kind = getattr(node, "annotation", None) or getattr(node, "returns", None)
        if isinstance(kind, ast.expr):
            yield (kind.lineno, kind.col_offset), (kind.end_lineno or 0, kind.end_col_offset or 0)


if __name__ == "__main__":
    sys.exit(main())
