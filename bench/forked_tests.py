"""Runs some tests again and again while one module changes, in forks of a process that has loaded all the rest.

    .venv/bin/python bench/forked_tests.py performance/rules/harm.py tests/performance/rules/test_harm.py

Each line that is read is one run, answered with a line: passed or failed. The first answer is about what is there at
the start. A run ends with its first failure. Tests that failed in the run before come first, then those that need no
database. A run that works five times as long as the first, or waits for five minutes, has failed.
"""

import gc
import importlib
import importlib.abc
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path

OPTIONS = (
    "-q -x --ff -p no:randomly -p no:xdist -p no:cov -p no:playwright -W ignore::pytest.PytestAssertRewriteWarning"
)
WAIT = 300


def main() -> None:
    module, *tests = sys.argv[1:]
    name = module.removesuffix(".py").replace("/", ".")
    sys.path[0] = os.getcwd()
    os.environ["DJANGO_SETTINGS_MODULE"] = "csp_portal.settings"
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    log = os.open("tests.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    loaded = Path("loaded.txt")
    unchanged = in_fork(lambda: run(tests, loaded))
    limit = int(5 * resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime) + 5
    if unchanged:
        Path(cache_from_source(module)).unlink(missing_ok=True)  # a change within a second would not be seen
        sys.dont_write_bytecode = True
        load(loaded.read_text().split(), name)
        unchanged = in_fork(lambda: run(tests), limit)
    print("passed" if unchanged else "failed", file=answers)
    for _line in sys.stdin:
        print("passed" if in_fork(lambda: run(tests), limit) else "failed", file=answers)


def in_fork(work: Callable[[], int], limit: int = WAIT) -> bool:
    """Whether the work ended well, and within so many seconds of computing."""
    process = os.fork()
    if process == 0:
        signal.alarm(WAIT)
        resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
        status = 1
        try:
            status = work()
        finally:
            sys.stdout.flush()
            os._exit(status)
    return os.waitpid(process, 0)[1] == 0


def run(tests: list[str], loaded: Path | None = None) -> int:
    """The status of a run. Writes which modules it loaded, if asked for."""
    import pytest

    class WithoutDatabaseFirst:
        @pytest.hookimpl(trylast=True)
        def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
            items.sort(key=lambda item: item.get_closest_marker("anywhere") is None)

    status = int(pytest.main([*OPTIONS.split(), *tests], [WithoutDatabaseFirst()]))
    if loaded:
        loaded.write_text("\n".join(sys.modules))
    return status


def load(names: list[str], changing: str) -> None:
    """Load what does not need the module that changes, as far as that goes."""
    import django
    from django.apps import apps

    sys.meta_path.insert(0, Without(changing))
    complete = True
    try:
        django.setup()
    except ImportError:  # models need the module
        complete = False
    for name in names:
        attempt(name)
    if not complete:  # each run begins again with the apps, and finds the models that are loaded
        apps.app_configs.clear()
        apps.loading = apps.apps_ready = False
    sys.meta_path.pop(0)
    from hypothesis import given, strategies

    given(strategies.integers())(lambda _number: None)()  # it looks for constants in all that is loaded: once is enough
    gc.collect()
    gc.freeze()


def attempt(name: str) -> None:
    try:
        importlib.import_module(name)
    except Exception:  # it needs the module that changes, or is one that only tests make
        return


class Without(importlib.abc.MetaPathFinder):
    """Refuses to load a module, the tests, what imports them, and addresses, which can be registered only once."""

    def __init__(self, name: str):
        self.name = name

    def find_spec(self, name: str, path: object, target: object = None) -> None:
        addresses = name.endswith("urls") and not name.startswith("django.")
        if name == self.name or addresses or name.split(".")[0] in ("tests", "conftest"):
            raise ImportError(name)


if __name__ == "__main__":
    main()
