# The commands of the project; `make` lists them.
# An interpreter of your own: make install PYTHON=/path/to/python3.12 (after `make clean`, if there is a .venv).
PYTHON = python3.11 python3.12 python3.13 python3
EVAL = .venv/bin/xinheng eval samples/penalties-2026.csv samples/events-2026.ndjson --as-of 2026-11-01 --known-at 2026-11-01
# Where `make run` keeps its store; `rm -r` begins anew.
export XINHENG_DATA ?= data/demo

BIN = .venv/bin
comma := ,
SETUP = setup.cfg pyproject.toml
# What browsers load is bundled at set-up; npm keeps what it fetched in node_modules.
FRONT = $(wildcard web/front/*.mjs web/front/*.json web/front/src/*.* web/templates/docs/style.css web/templates/impact/style.css)
NPM_CI = ci --no-audit --no-fund --loglevel=error
PIP = $(BIN)/python -m pip --disable-pip-version-check

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help install test-install bench-install run eval test lint format samples tour bench soak clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s%s\n", $$1, $$2}' Makefile

install: .venv/installed .venv/front ## set up .venv with what running needs
test-install: .venv/test-installed .venv/front .venv/browser ## set up .venv with what testing needs too
bench-install: .venv/bench-installed ## set up .venv with what the benchmarks need too

run: install ## serve pages and HTTP API with sample data on 127.0.0.1:8080 (XINHENG_PORT); passwords are printed once
	@$(BIN)/xinheng serve --demo

eval: install ## evaluate the sample facts and print the verdicts
	@$(EVAL) --exit-zero

test: test-install ## run every test; those of Spark need Java 17 or 21, which apt installs if you are root
	@.ci/find-java
	$(BIN)/python -m pytest

lint: test-install ## check style, types and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: test-install ## sort imports and format the code
	$(BIN)/ruff check --select I --fix .
	$(BIN)/ruff format .

samples: install ## write the sample files anew
	$(BIN)/python -m adapters.standards.sample

tour: test-install ## make the pictures of the tour anew
	$(BIN)/python -m pytest -n 0 tests/browser/test_tour.py
	mkdir -p docs/tour && cp out/tour/*.png docs/tour/

bench: bench-install ## compare speed with the baselines
	$(BIN)/python -m bench

soak: test-install ## compare the evaluators with each other for long
	$(BIN)/python -m tests.soak
	$(BIN)/python -m bench.agreement

clean: ## remove .venv and everything made
	rm -rf .venv web/front/built web/front/node_modules tests/browser/node_modules build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find engine adapters web tests bench -type d -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@python=$$(.ci/find-python $(PYTHON)) && echo "making .venv with $$python" && $$python -m venv --clear .venv

# Python 3.13 dropped the name PyEval_CallObject, which durable_rules calls; before that its header overrides this.
.venv/%: export CPPFLAGS += -DPyEval_CallObject=PyObject_CallObject

.venv/installed: $(SETUP) | $(BIN)/python
	$(call pip_install,.)
.venv/test-installed: $(SETUP) | $(BIN)/python
	$(call pip_install,.[test$(comma)spark])
	@touch .venv/installed
.venv/bench-installed: $(SETUP) | $(BIN)/python
	$(call pip_install,.[bench])
	@touch .venv/installed

web/front/node_modules: web/front/package-lock.json | .venv/installed
	@.ci/npm web/front $(NPM_CI)
	@touch $@
.venv/front: web/front/node_modules $(FRONT)
	@.ci/npm web/front run build --silent
	@touch $@
.venv/browser: tests/browser/package-lock.json | .venv/test-installed
	@.ci/npm tests/browser $(NPM_CI)
	@touch $@

# pip may hold a build of durable_rules made without CPPFLAGS, which installs but cannot be imported.
define pip_install
@echo "installing xinheng and what it needs; durable_rules is compiled, which takes a while"
@$(PIP) install --quiet --editable '$(1)'
@$(BIN)/python -c 'import durable_rules_engine' 2>/dev/null || \
	$(PIP) install --quiet --force-reinstall --no-deps --no-cache-dir "$$($(PIP) freeze | grep '^durable.rules==')"
@$(BIN)/python -c 'import durable_rules_engine'
@touch $@
endef
