# make run    the portal with its demonstration content on http://127.0.0.1:8000 (PORT=8001 make run for another port)
# make new    an empty portal: it prints the link with which the first administrator begins
# make test   everything that is checked without a browser
PORT ?= 8000
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --no-cache-dir --disable-pip-version-check --root-user-action=ignore --require-hashes
# What Python has compiled is kept, whatever the machine says: each of some hundred processes would do it again.
unexport PYTHONDONTWRITEBYTECODE
PYTEST := $(PY) -m pytest --quiet --numprocesses auto

.PHONY: run new test suite collected test-postgres test-browser test-long test-interface test-install test-oidc lint sbom coverage coverage-report fuzz mutants bench bench-imports bench-grids bench-stored bench-search bench-interface bench-papers faults screenshots clean

run: .venv/installed var/static.stamp
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py demo
	@$(PY) manage.py serve --port $(PORT)

new: export DATABASE_URL ?= sqlite:///$(CURDIR)/var/new.sqlite3
new: .venv/installed var/static.stamp
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py first_administrator --address http://127.0.0.1:$(PORT)
	@$(PY) manage.py serve --port $(PORT)

test: .venv/installed-dev
	@$(MAKE) --no-print-directory --jobs 2 lint suite
	@echo "Passed without a browser. The browser tests: make test-browser. On PostgreSQL: make test-postgres."

# Some tests wait for servers, locks and processes, so that one more than there are cores keeps them busy.
suite: .venv/installed-dev
	@$(PYTEST) --numprocesses $(shell $(PYTHON) -c 'import os; print(os.cpu_count() + 1)') --dist worksteal

# Compiles all that tests import. What cannot be loaded is said by the tests themselves.
collected: .venv/installed-dev
	-@$(PY) -m pytest --collect-only --quiet >/dev/null

lint: .venv/installed-dev
	@$(PY) -m ruff check --quiet --output-format concise .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy
	@cd static/vendor && sha256sum --check --quiet SHA256SUMS

# What a database may do otherwise: constraints, locks, transactions and searches. All that differs at all is run by
# test-long.
ON_BOTH := $(addprefix tests/, test_constraints.py test_migrations.py test_models.py test_together.py \
	csp_portal/operation performance/figures performance/imports/test_entered_figures.py performance/imports/test_imports.py \
	performance/imports/test_killed_import.py performance/relocation plans/editing/test_grid.py plans/public/test_store.py \
	plans/public/test_store_together.py plans/publishing/test_versions.py plans/search priorities/updates/test_links.py)

test-postgres: .venv/installed-dev
	@$(PY) tests/with_postgres.py $(PYTEST) --dist worksteal -m 'not browser and not oidc and not long and not anywhere' $(ON_BOTH)

# A browser waits as long as it works, so that a third is no burden where there are two cores and nothing else to do.
BROWSERS ?= 3
test-browser: .venv/installed-dev
	@$(PYTEST) --numprocesses $(BROWSERS) --dist loadfile -m 'browser and not long' tests/browser

test-long: .venv/installed-dev
	@$(PY) -m pytest --quiet -m long
	@$(PY) tests/with_postgres.py $(PYTEST) --dist worksteal -m 'not browser and (long or not (oidc or anywhere))'
	@$(MAKE) --no-print-directory test-interface

# Three thousand requests drawn from the description of the interface for programs: no fault, no answer it does not state.
test-interface: .venv/installed .venv-schemathesis/installed
	@$(PY) bench/any_request.py

# Ten minutes of work (SECONDS=60 make fuzz for one) of files and texts changed at random: every parser answers or says why not.
SECONDS ?= 600
fuzz: .venv-fuzz/installed
	@.venv-fuzz/bin/python -m tests.fuzz --seconds $(SECONDS)

test-install:
	@$(PYTHON) deploy/try_install.py $(or $(FOLDER),/var/tmp/portal-install)

test-oidc: .venv/installed-dev
	@cd tests/oidc && npm ci --silent --no-audit --no-fund
	@$(PY) -m pytest --quiet -m oidc

# What the portal is made of, with licences and checksums: var/sbom/. Fails when a licence is not on the list.
sbom: .venv/installed .venv-sbom/installed
	@mkdir -p var/sbom
	@.venv-sbom/bin/cyclonedx-py requirements --no-validate --output-reproducible --of JSON -o var/sbom/portal.cdx.json requirements.txt
	@$(PY) deploy/licences.py var/sbom

# Which lines and branches no test takes. Fails where one is left in the rooms in which a fault would do most harm, or more than
# five in a hundred of everything.
DISCLOSURE := performance/rules/disclosure.py,performance/figures/protection.py,performance/figures/publishing.py,performance/sources/protection_form.py,performance/reports/content/restricted.py,plans/documents/document.py,plans/models/withheld.py,plans/scrutiny/document.py
CAREFUL := rules:100:performance/rules/* permissions:100:plans/access/* disclosure:100:$(DISCLOSURE) publishing:100:plans/publishing/* imports:100:performance/imports/* exports:100:plans/exports/*
ALL_OF_IT := 95
part = $(word $(1),$(subst :, ,$(2)))
coverage: .venv/installed-dev
	@$(PYTEST) --dist worksteal --cov --cov-report=
	@$(MAKE) --no-print-directory coverage-report

coverage-report:
	@few=; $(foreach room,$(CAREFUL),echo "$(call part,1,$(room))"; $(PY) -m coverage report --precision 2 --include "$(call part,3,$(room))" --fail-under $(call part,2,$(room)) || few=1;) \
	echo everything; $(PY) -m coverage report --precision 2 --format total --fail-under $(ALL_OF_IT) || few=1; test -z "$$few"

# Changes of a rule that its tests do not notice: make mutants MODULE=performance/rules/harm.py MOST=20, or of every module listed.
mutants: .venv/installed-dev .venv-mutation/installed
	@.venv-mutation/bin/python bench/mutants.py $(addprefix --module ,$(MODULE)) --most $(or $(MOST),60)

screenshots: .venv/installed-dev
	@SCREENSHOTS=. $(PY) -m pytest --quiet -m browser -k screenshots

bench: .venv/installed-dev .venv-bench/installed
	@$(PY) bench/pages.py
	@$(MAKE) --no-print-directory bench-imports

bench-search: .venv/installed-dev
	@$(PY) bench/searching.py
	@$(PY) tests/with_postgres.py $(PY) bench/searching.py

bench-interface: .venv/installed-dev .venv-bench/installed
	@$(PY) bench/interface.py

bench-papers: .venv/installed-dev
	@$(PY) bench/papers.py

bench-stored: .venv/installed-dev
	@$(PY) bench/stored.py

bench-grids: .venv/installed-dev
	@$(PY) bench/grids.py

bench-imports: .venv/installed-dev .venv-bench/installed
	@$(PY) tests/with_postgres.py $(PY) bench/imports.py

# Kills workers, jobs and the database under people who edit and publish, fills disks, and checks what is left. Needs root.
faults: .venv/installed-dev
	@$(PY) -m bench.faults

clean:
	rm -rf .venv .venv-bench .venv-sbom .venv-schemathesis .venv-fuzz .venv-mutation var

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "The portal needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Say which one to use: make PYTHON=python3.11"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv module is not complete here. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv .venv

.venv/installed: requirements.txt | .venv/bin/python
	@echo "Installing what the portal needs (once)"
	@$(PIP) -r requirements.txt
	@touch $@

.venv/installed-dev: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need (once)"
	@$(PIP) --no-compile -r requirements-dev.txt
	@touch $@ .venv/installed

.venv-bench/installed: requirements-bench.txt
	@$(PYTHON) -m venv .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.venv-schemathesis/installed: requirements-schemathesis.txt
	@$(PYTHON) -m venv .venv-schemathesis
	@.venv-schemathesis/bin/python -m pip install --quiet --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements-schemathesis.txt
	@touch $@

.venv-fuzz/installed: requirements.txt requirements-fuzz.txt
	@$(PYTHON) -m venv .venv-fuzz
	@.venv-fuzz/bin/python -m pip install --quiet --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-fuzz.txt
	@touch $@

.venv-mutation/installed: requirements-mutation.txt
	@$(PYTHON) -m venv .venv-mutation
	@.venv-mutation/bin/python -m pip install --quiet --no-cache-dir --no-compile --disable-pip-version-check --require-hashes -r requirements-mutation.txt
	@touch $@

.venv-sbom/installed: requirements-sbom.txt
	@$(PYTHON) -m venv .venv-sbom
	@.venv-sbom/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements-sbom.txt
	@touch $@

var/static.stamp: $(shell find static -type f) .venv/installed
	@$(PY) manage.py collectstatic --no-input --clear --verbosity 0
	@touch $@
