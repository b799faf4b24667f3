# The one door to every habit of the project. `make` alone says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup run demo stack test unit check fix lint types laws bench docs lock clean

UV_VERSION := 0.13.9
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
PYTHON ?= $(firstword $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p; done))
CODE := services shared tools tests
WORKERS ?= 2
LOCKED := \# Every package with its hashes, made by make lock from pyproject.toml. Do not edit.
COMPILE := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
	--no-emit-index-url --no-emit-find-links --python-version 3.11

# A machine that gives pip its certificates and its wheels gives them to uv too.
export UV_SYSTEM_CERTS := $(if $(PIP_CERT),true,$(UV_SYSTEM_CERTS))
export SSL_CERT_FILE := $(or $(SSL_CERT_FILE),$(PIP_CERT))
ifneq ($(wildcard $(PIP_FIND_LINKS)),)
export UV_FIND_LINKS := $(PIP_FIND_LINKS)
endif
ifneq ($(PIP_INDEX_URL),)
export UV_DEFAULT_INDEX := $(PIP_INDEX_URL)
endif
ifeq ($(SSL_CERT_FILE),)
unexport SSL_CERT_FILE
endif
ifeq ($(UV_SYSTEM_CERTS),)
unexport UV_SYSTEM_CERTS
endif

# Every start of a process reads what Python compiled once; without that it takes twice as long.
unexport PYTHONDONTWRITEBYTECODE

help: ## say what make can do
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 10

setup: $(STAMP) ## make .venv from the lock (once; instant afterwards)

$(STAMP): requirements.txt pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and no python3 here is. Cure: apt-get install python3 python3-venv" >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "python3 cannot make a venv. Cure: apt-get install python3-venv" >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

run: setup ## start the whole system in one process, with its sample world
	@SHIXIANG_LOG_LEVEL=$${SHIXIANG_LOG_LEVEL:-warning} exec $(BIN)/shixiang serve --world

demo: setup ## walk one item through all four services and tell the story
	@exec $(BIN)/shixiang demo

stack: setup ## start the system on PostgreSQL and Kafka, one process a service
	@exec $(BIN)/shixiang stack

# One more than there are cores: the tests of real servers wait much, and others fill that time.
test: lint types laws ## everything: lint, types, laws, all tests on real servers
	$(BIN)/pytest -n $$(($(WORKERS) + 1)) --dist loadfile --no-loadscope-reorder

unit: setup ## the tests of the parts, without servers, in a minute; the rest is in `make test`
	$(BIN)/pytest -n $(WORKERS) -m 'not postgres and not kafka and not platform and not slow and not faults and not browser'

check: lint types laws unit ## what to run before a commit

fix: setup ## put right what a machine can
	$(BIN)/ruff check --fix $(CODE)
	$(BIN)/ruff format $(CODE)

lint: setup ## ruff: rules and format
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

types: setup ## mypy, strict
	$(BIN)/mypy $(CODE)

laws: setup ## who may import whom
	$(BIN)/lint-imports --no-logo

bench: setup ## measure, and compare with the budget
	$(BIN)/python -m tools.bench

docs: setup ## write the generated documents again
	$(BIN)/shixiang docs

lock: setup ## resolve the newest versions into the two locks
	{ echo "$(LOCKED)"; $(COMPILE) --upgrade --group dev pyproject.toml; } > requirements.new
	{ echo "$(LOCKED)"; $(COMPILE) --constraint requirements.new pyproject.toml; } > requirements-run.new
	! grep -nE '://' requirements.new requirements-run.new
	mv requirements.new requirements.txt
	mv requirements-run.new requirements-run.txt

clean: ## remove what can be made again; var/ stays
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true
