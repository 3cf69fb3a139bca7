# Fangxian 防线: `make demo` and `make test` are all a newcomer needs. Everything else is below, and in `make help`.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup assets demo serve e2e test check format bench soak lock clean
MAKEFLAGS += --no-print-directory

PY := .venv/bin/python

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup:  ## the environment alone: .venv/bin/fangxian
	@scripts/setup core

assets: setup  ## the site's own files, into var/assets
	@scripts/build-assets

demo: setup  ## draws the demo district, compares a round, loads the departments' files, serves the site (SERVE=no: does not)
	@scripts/demo

serve: setup assets  ## the site of the demo, on 127.0.0.1:8000
	@FANGXIAN_DEMO=1 .venv/bin/fangxian serve

e2e:  ## the examples that open the pages in a browser, alone
	@scripts/e2e $(EXAMPLES)

test:  ## all examples; says which it skipped for want of a tool (with CI=true none may be skipped)
	@scripts/test $(EXAMPLES)

check:  ## format, lint, types, import contracts
	@scripts/setup core dev
	@scripts/check

format:  ## writes the format that check asks for
	@scripts/setup core dev
	@.venv/bin/ruff check --quiet --fix src tests bench || true
	@.venv/bin/ruff format src tests bench

bench:  ## the figures of the README, measured in one run on this machine
	@scripts/setup core peers
	@scripts/setup dedupe || echo "fangxian: dedupe needs a C compiler here; going on without it" >&2
	@$(PY) -m bench $(BENCH)

soak:  ## an hour of door sensors (SECONDS=600: ten minutes), the broker restarted in the middle
	@scripts/setup core
	@SECONDS_OF_SOAK=$(SECONDS) $(PY) -m bench.doors

lock:  ## writes requirements/*.lock from pyproject.toml (UPGRADE=1 for newer versions)
	@scripts/setup core dev
	@scripts/lock

clean:  ## removes what make made: .venv, var, caches
	@rm -rf .venv .venv.lock var .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
