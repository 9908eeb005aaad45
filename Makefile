# `make` lists the targets. Everything is installed into .venv/, nothing outside this folder.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet --constraint constraints.txt

.DEFAULT_GOAL := help
.PHONY: help handouts test lint benchmark clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

handouts: .venv/handouts ## Install what is needed and write the handouts into build/
	$(BIN)/handouts build

test: .venv/dev ## Install what the tests need and run them, with coverage
	$(BIN)/python -m pytest --cov -n auto --dist loadfile

lint: .venv/dev ## Check style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

benchmark: .venv/dev ## Compare with bare WeasyPrint, pandoc and argostranslate
	$(BIN)/python tests/benchmarks/build.py
	$(BIN)/python tests/benchmarks/watch.py
	$(BIN)/python tests/benchmarks/translate.py
	$(BIN)/python tests/benchmarks/lesson.py

clean: ## Remove what was built and installed; sources and translations stay
	rm -rf .venv build/.manifest.json build/.lock $(patsubst source/%/article.md,build/%,$(wildcard source/*/article.md))

.venv/handouts: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --editable .
	touch $@

.venv/dev: .venv/handouts
	$(PIP) --editable '.[dev]'
	touch $@
