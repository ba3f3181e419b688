# make        set up .venv and build the deck
# make test   set up .venv and run the tests
# make lint   formatting, lints and types
# make bench  the benchmarks: ratios, not verdicts
# make docs   the parts of docs/ made from tables: codes of problems, kinds of card

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := deck
.PHONY: deck test lint bench docs clean

deck: $(VENV)/.with-deck
	@echo "Building the first deck: about a minute the first time."
	$(BIN)/proofdeck build cards

test: $(VENV)/.with-test
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal

lint: $(VENV)/.with-lint
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(VENV)/.with-bench
	$(BIN)/python -m tests.benchmarks

docs: $(VENV)/.with-deck
	$(BIN)/python -c 'from generator.explaining.pages import write_pages; write_pages("docs")'

clean:
	rm -rf $(VENV)
	find build -mindepth 1 ! -name .gitignore -delete

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Proofdeck needs Python 3.11 or newer; choose one: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.with-deck: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up $(VENV) with torch and jax for the first deck: about 1.8 GB, a few minutes."
	$(PIP) install --constraint constraints.txt --editable '.[cjk,math,deck]'
	@touch $@

$(VENV)/.with-test: $(VENV)/.with-deck
	$(PIP) install --quiet --constraint constraints.txt --editable '.[cjk,deck,test]'
	@touch $@

$(VENV)/.with-lint: $(VENV)/.with-deck
	$(PIP) install --quiet --constraint constraints.txt --editable '.[cjk,deck,test,lint]'
	@touch $@

$(VENV)/.with-bench: $(VENV)/.with-deck
	$(PIP) install --quiet --constraint constraints.txt --editable '.[cjk,deck,test,bench]'
	@touch $@
