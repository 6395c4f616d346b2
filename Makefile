# What people, hooks and continuous integration all call. Needs Python 3.11 or newer, venv and make.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
TEST_JOBS ?= 2
MINUTES ?= 3
PYTEST_ARGS ?=
BENCH_PARTS ?=
PYTHONS ?=

PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
SAMPLES := $(sort $(wildcard samples/*.xlsx))
MISTAKES := $(filter %mistakes.xlsx,$(SAMPLES))
FINISHED := $(filter-out $(MISTAKES),$(SAMPLES))

.PHONY: help demo test torture fuzz check bench format templates samples docs bundle clean

help:
	@echo "make demo       render the workbooks of samples/ into out/"
	@echo "make test       run the tests"
	@echo "make torture    kill, damage and crowd the archive for some minutes; figures into docs/archive.md"
	@echo "make fuzz       look for workbooks that break the reader, MINUTES=3; needs atheris (optional)"
	@echo "make check      style, types, import contract, words, freshness of generated files"
	@echo "make bench      measure, as ratios; the figures are kept in benchmarks/runs/;"
	@echo "                some of it with BENCH_PARTS='rendering job cold batch archive'"
	@echo "make format     put the code into its one style"
	@echo "make templates  regenerate templates/ from the specification;"
	@echo "                with DATE=YYYY-MM-DD WHAT='…' the changed ones enter the register"
	@echo "make samples    regenerate the workbooks of samples/"
	@echo "make bundle     make the folder for installing without a network, dist/cts-docs-offline;"
	@echo "                for some versions of Python with PYTHONS='3.11 3.12'; needs a network itself"
	@echo "make docs       regenerate the pages of docs/ that are made from the program"

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit("cts-docs needs Python 3.11 or newer") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --upgrade "pip>=25.1"

$(VENV)/.installed: pyproject.toml | $(BIN)/python
	$(PIP) install --editable .
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	$(PIP) install --editable . --group dev
	@touch $@ $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/cts-docs render $(FINISHED) --config samples/cts-docs.toml -o out >/dev/null
	@echo "A workbook full of mistakes is refused, and every mistake is named with its cell:"
	@echo
	@$(BIN)/cts-docs check $(MISTAKES) --config samples/cts-docs.toml || test $$? -eq 1
	@echo
	@echo "An archive of samples, in which a suspension is lifted and a certificate withdrawn:"
	@$(BIN)/python samples/archive_acts.py out/archive
	@echo
	@echo "The other workbooks of samples/ are rendered as Word documents:"
	@echo
	@$(BIN)/python samples/demo_results.py out $(FINISHED)

test: $(VENV)/.installed-dev
	$(BIN)/python -m pytest -n $(TEST_JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

torture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.torture --record docs/archive.md

fuzz: $(VENV)/.installed-dev
	-@$(PIP) install --group fuzz
	PYTHONPATH=samples:$(PYTHONPATH) $(BIN)/python -m tests.fuzzing --minutes $(MINUTES)

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/cts-docs templates check
	$(BIN)/python samples/make_samples.py --check
	$(BIN)/python docs/make_docs.py --check
	$(BIN)/python -m pytest -q tests/words

bench: $(VENV)/.installed-dev
	PYTHONPATH=samples $(BIN)/python -m benchmarks $(BENCH_PARTS)

format: $(VENV)/.installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

templates: $(VENV)/.installed
	$(BIN)/cts-docs templates regenerate -o templates $(if $(WHAT),--date $(DATE) --what "$(WHAT)")

samples: $(VENV)/.installed
	$(BIN)/python samples/make_samples.py

docs: $(VENV)/.installed
	$(BIN)/python docs/make_docs.py

bundle: $(BIN)/python
	$(PIP) install uv
	sh bundle/make.sh dist/cts-docs-offline $(BIN)/python $(PYTHONS)
	@echo "dist/cts-docs-offline: $$(ls dist/cts-docs-offline/wheels | wc -l) wheels, $$(du -sh dist/cts-docs-offline | cut -f1)"

clean:
	rm -rf out build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
