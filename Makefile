# Needs make and Python 3.11 or later with venv. Everything else goes into .venv.
.DEFAULT_GOAL := help
.PHONY: help install venv demo test lint docs readme lessons page-pictures reference pictures constraints bench validate accuracy accuracy-test reliability reliability-test soak test-set fault-test \
	test-oldest test-wheel mutants same-tables verdict-test docs-test export-test trust clean

VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --no-input -qq

# The first interpreter that really runs (a pyenv shim may not), is new enough and has venv.
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3 python; do \
	"$$p" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' \
	>/dev/null 2>&1 </dev/null && { echo "$$p"; break; }; done)

# A file of tests stays on one worker, with what its fixtures made, and files are handed out in the
# order of tests/conftest.py; four workers, since each holds the kernels and the libraries once more.
ALL_CORES := -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

RUN := $(VENV)/.installed-run
TEST := $(VENV)/.installed-test
DOCS := $(VENV)/.installed-docs
BENCH := $(VENV)/.installed-bench

# The oldest versions that pyproject.toml allows, beside those of constraints.txt; and the tests that
# meet every one of these libraries. Python 3.11 or 3.12: the oldest numpy has no wheel for later.
OLDEST := .venv-oldest
ACROSS := tests/compile/test_marks.py tests/compile/test_library.py tests/kernels tests/engine \
	tests/sharing tests/scenario tests/cli tests/plot/test_maps.py tests/io \
	tests/exports/test_vector.py tests/exports/test_globes.py tests/exports/test_grids.py \
	tests/study/test_results.py tests/study/test_judged.py \
	tests/report/test_browser_map.py tests/report/test_browser_paper.py

OLD ?= $(shell git describe --tags --abbrev=0 --match 'v[0-9]*' 2>/dev/null)

help: ## this list
	@sed -n 's/^\([a-z -]*\):.*## \(.*\)/\1	\2/p' Makefile | expand -t 14

venv install: $(RUN) ## set up .venv for running tocsin

demo: $(RUN) ## the main job on the real scenario: prints the answer, writes maps and a report
	@$(BIN)/tocsin demo

test: $(TEST) ## style, import rules, interpreted kernels, then all tests and doctests
	@sh .ci/chromium.sh
	@$(BIN)/ruff check --quiet .
	@$(BIN)/lint-imports --no-logo >$(VENV)/lint-imports.log 2>&1 \
		|| { cat $(VENV)/lint-imports.log; exit 1; }
	@NUMBA_DISABLE_JIT=1 $(PY) -m pytest -q -m interpreted tests/kernels </dev/null
	@$(PY) -m pytest -q $(ALL_CORES) --doctest-modules tests coverage/tocsin </dev/null

lint: $(TEST) ## style, layout, import rules and the type checker
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/mypy

docs: $(DOCS) ## the site, into docs/_build/html; warnings and links that lead nowhere are errors
	@$(BIN)/sphinx-build -q -W -b html docs docs/_build/html
	@$(PY) .ci/check_site.py docs/_build/html
	@echo "docs/_build/html/index.html"

constraints: $(RUN) ## write constraints.txt anew from a clean environment
	@$(PY) .ci/make_constraints.py

readme: $(TEST) ## write the demonstration's answer and the front's picture into README and site
	@$(PY) .ci/readme.py
	@$(PY) .ci/front.py

page-pictures: $(TEST) ## draw the small pictures of the pages that users read anew, by the commands on them
	@$(PY) .ci/page_pictures.py

reference: $(RUN) ## write the tables of docs/scenario.md anew, from the models that check a file
	@$(PY) docs/_ext/register_pages/scenario.py

lessons: $(RUN) ## the notebooks of the lessons, after a change of their texts
	@$(PY) .ci/lessons.py

pictures: $(TEST) ## the small pictures that figures and views of the page are compared with, after a change on purpose
	@$(PY) tests/plot/test_pictures.py
	@$(PY) tests/report/test_page_pictures.py

bench: $(BENCH) ## benchmarks, peers beside tocsin
	@$(PY) benchmarks/run.py

validate: $(BENCH) ## accuracy against independent authorities, at length
	@$(PY) benchmarks/validate.py

reliability: $(TEST) ## spoil scenarios, damage folders, kill runs; write the counts into docs/reliability.md
	@$(PY) benchmarks/reliability.py

reliability-test: $(TEST) ## the same without writing
	@$(PY) benchmarks/reliability.py --check

soak: $(TEST) ## fifty browsers use the app for ten minutes: waits and memory into docs/reliability.md
	@$(PY) benchmarks/soak.py

accuracy: $(BENCH) ## measure the tables of docs/accuracy.md and write them into it
	@$(PY) benchmarks/accuracy.py

accuracy-test: $(BENCH) ## the same without writing, and the whole test set: are all promises kept?
	@$(PY) benchmarks/accuracy.py --check
	@$(PY) benchmarks/test_set.py --check

test-set: $(BENCH) ## make the test set that others can run, by the slow model: some minutes
	@$(PY) benchmarks/test_set.py

# Kernels that were built in another way differ in the last bit: that test has a process of its own.
fault-test: $(TEST) ## studies killed, starved and resumed: the full set
	@$(PY) -m pytest -q -n 2 --dist loadfile -m faults tests </dev/null

# The oldest may warn of what newer Pythons and libraries will take away: warnings are no errors here.
test-oldest: $(TEST) $(OLDEST)/.installed ## on the oldest dependencies allowed, and on the pinned ones
	@$(OLDEST)/bin/python -m pytest -q -W default $(ALL_CORES) $(ACROSS) </dev/null
	@$(PY) -m pytest -q $(ALL_CORES) $(ACROSS) </dev/null

test-wheel: $(TEST) ## the wheel alone, in an empty environment and an empty folder
	@sh .ci/wheel.sh $(PY)

mutants: $(TEST) ## do the tests notice a wrong model? One rule broken at a time
	@$(PY) tests/mutants/run.py

same-tables: $(TEST) ## is anything lost since OLD=<revision>, the last release if absent?
	@test -n "$(OLD)" || { echo "Say what to compare with: make $@ OLD=<revision>" >&2; exit 1; }
	@$(PY) benchmarks/same_tables.py $(OLD) .

verdict-test: $(TEST) ## drivers and boxes of a verdict in worlds whose answer is known, twenty seeds each
	@$(PY) -m pytest -q $(ALL_CORES) -m seeds tests/answers </dev/null

export-test: $(TEST) ## the demonstration in every format of exports, read back by other programs
	@$(PY) -m pytest -q -m exports tests/exports </dev/null

docs-test: $(TEST) ## every verdict that a page prints, worked out again
	@$(PY) -m pytest -q $(ALL_CORES) -m documents tests/house/test_docs.py </dev/null

trust: same-tables mutants fault-test verdict-test docs-test export-test test-oldest test-wheel validate \
	accuracy-test reliability-test ## all that takes too long for make test: hours
	@echo "Nothing lost since $(OLD), every mutant noticed, studies whole, windows exact."

clean: ## remove what the other targets made
	rm -rf $(VENV) $(OLDEST) out dist docs/_build docs/gallery docs/lessons docs/reference/api docs/reference/verbs docs/sg_execution_times.rst \
		.pytest_cache .ruff_cache .mypy_cache .hypothesis .import_linter_cache
	find coverage tests examples benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

$(PY):
	@test -n "$(PYTHON)" || { echo "tocsin needs Python 3.11 or later with venv" \
		"(Debian and Ubuntu: apt-get install python3-venv), or say make PYTHON=..." >&2; exit 1; }
	@"$(PYTHON)" -m venv $(VENV) </dev/null

$(RUN): pyproject.toml constraints.txt | $(PY)
	@echo "Installing tocsin into $(VENV) (first time: a few minutes)"
	@$(PIP) install -c constraints.txt -e '.[query,netcdf]' </dev/null
	@touch $@

$(TEST): $(RUN)
	@echo "Installing what the tests need"
	@$(PIP) install -c constraints.txt -e '.[test]' </dev/null
	@touch $@

$(DOCS): $(RUN)
	@$(PIP) install -c constraints.txt -e '.[docs]' </dev/null
	@touch $@

$(BENCH): $(RUN)
	@$(PIP) install -c constraints.txt -e '.[bench]' </dev/null
	@touch $@

$(OLDEST)/.installed: pyproject.toml constraints.txt .ci/oldest.py | $(PY)
	@echo "Installing the oldest dependencies into $(OLDEST)"
	@$(PY) -c 'import sys; sys.exit(sys.version_info >= (3, 13))' \
		|| { echo "test-oldest needs Python 3.11 or 3.12: make clean, make PYTHON=..." >&2; exit 1; }
	@$(PY) -m venv --clear $(OLDEST) </dev/null
	@$(PY) .ci/oldest.py $(OLDEST)/oldest.txt
	@$(OLDEST)/bin/python -m pip --disable-pip-version-check --no-input -qq install \
		-c $(OLDEST)/oldest.txt -e '.[all]' \
		antimeridian hypothesis playwright pytest pytest-timeout pytest-xdist </dev/null
	@touch $@
