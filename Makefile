# Tablo: `make run` on a fresh machine with Python ≥ 3.11 is all there is to it.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export PYTHONUTF8 := 1

.PHONY: help setup setup-compat run test test-all lint bench ui clean

help: ## what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort

setup: $(STAMP) ## the virtual environment with the locked dependencies and the tablo command

$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked dependencies into $(VENV) (about a minute) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup-compat: ## a second environment with DuckDB 1.0.0 (Python 3.11 or 3.12), an old client of the published file
	@test -x .venv-compat/bin/python || $(PYTHON) -m venv .venv-compat
	@.venv-compat/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes \
	  -r requirements-compat.lock

run: setup ## the demo company from its sources to a published scorecard
	@$(BIN)/tablo run

ui: setup ## the Dagster UI on 127.0.0.1:3000, with schedules and sensors
	@$(BIN)/tablo ui

test: setup ## all tests but the slow ones
	@$(BIN)/pytest -m "not slow" -n 2 --dist loadfile --no-loadscope-reorder

test-all: setup ## every test
	@$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

lint: setup ## format, style, types, imports, SQL
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m pipelines.warehouse sql

bench: setup ## the benchmarks, as a table of ratios
	@$(BIN)/python -m benchmarks

clean: ## the demo's data and the virtual environment
	rm -rf data $(VENV)
