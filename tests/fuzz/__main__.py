"""Tries each parser with inputs that are changed at random, led by the lines of it that they reach.

    .venv-fuzz/bin/python -m tests.fuzz [--seconds 600] [--target figures] [--keep]

What it learns is in var/fuzz/, from where it goes on the next time; --keep also puts the shortest of it into the tree.
Exit status 1 when a parser raised what it should not, or took longer than a second of work for an input.
"""

import argparse
import hashlib
import os
import sys
import time
import traceback
from pathlib import Path

import atheris

ROOT = Path(__file__).parents[2]
WORK = ROOT / "var" / "fuzz"
FOUND = WORK / "found"
OURS = ("csp_portal", "plans", "priorities", "performance")
MOST_SECONDS = {"archives": 10.0}  # of work for one input: a version that is restored has all its pages drawn
ELSE = 1.0


def main() -> int:
    options = argparse.ArgumentParser(description="Try the parsers with whatever there is.")
    options.add_argument("--seconds", type=int, default=600, help="of work for all of them together")
    options.add_argument("--target", action="append", help="only this one; may be given again")
    options.add_argument("--keep", action="store_true", help="put the shortest inputs that were found into the tree")
    chosen = options.parse_args()
    prepare()
    from . import corpus
    from .targets import TARGETS

    names = chosen.target or list(TARGETS)
    FOUND.mkdir(parents=True, exist_ok=True)
    before = set(FOUND.iterdir())
    for name in names:
        begin_with(name)
        if not (child := os.fork()):
            try_one(name, max(1, chosen.seconds // len(names)))
        os.waitpid(child, 0)
        if chosen.keep:
            corpus.keep(name, [file.read_bytes() for file in (WORK / name).iterdir()])
    found = sorted(set(FOUND.iterdir()) - before)
    print(f"{len(found)} inputs that a parser should have answered otherwise.", *found, sep="\n")
    return int(bool(found))


def prepare() -> None:
    """Load the portal, with the lines of its own parsers watched, and a database in memory."""
    os.environ |= {"DATABASE_URL": "sqlite://:memory:", "DJANGO_SETTINGS_MODULE": "csp_portal.settings"}
    with atheris.instrument_imports(include=list(OURS), enable_loader_override=False):
        import django

        django.setup()
        from tests.databases import make_tables

        from . import targets
    make_tables()
    assert targets


def begin_with(name: str) -> None:
    """Put the inputs that a target begins with where it goes on from."""
    from . import corpus

    (WORK / name).mkdir(parents=True, exist_ok=True)
    for content in [*corpus.seeds(name), *corpus.kept(name)]:
        (WORK / name / hashlib.sha1(content).hexdigest()).write_bytes(content)


def try_one(name: str, seconds: int) -> None:
    """Try one target for some seconds of work, however busy the machine is, and end this process."""
    from . import corpus
    from .targets import TARGETS

    target, known, tried = TARGETS[name], set[str](), 0
    ends = time.process_time() + seconds

    def judged(data: bytes) -> None:
        nonlocal tried
        tried, start = tried + 1, time.process_time()
        if start > ends:
            print(f"{name}: {tried:,} inputs in {seconds} seconds of work, {len(known)} faults", flush=True)
            os._exit(0)
        try:
            target(data)
            fault = ""
        except Exception as problem:
            last = next(one for one in reversed(traceback.extract_tb(problem.__traceback__)) if is_ours(one.filename))
            fault = f"{type(problem).__name__}-{Path(last.filename).stem}-{last.name}"
            words = traceback.format_exc()
        if not fault and time.process_time() - start > MOST_SECONDS.get(name, ELSE):
            fault, words = "slow", f"{time.process_time() - start:.1f} seconds"
        if fault and fault not in known:
            known.add(fault)
            print(f"{name}: {fault}\n{words}", file=sys.stderr)
            (FOUND / f"{name}-{fault}").write_bytes(data)

    for content in corpus.seeds(name):
        judged(content)  # loads what is loaded at its first use
    words = ["-max_len=4096", "-timeout=60", "-rss_limit_mb=4096", "-verbosity=0", f"-artifact_prefix={FOUND}/{name}-"]
    atheris.Setup([name, *words, str(WORK / name)], judged)
    atheris.Fuzz()


def is_ours(file: str) -> bool:
    return str(ROOT) in file and "/tests/" not in file and "/.venv" not in file or "tests/fuzz" in file


if __name__ == "__main__":
    sys.exit(main())
