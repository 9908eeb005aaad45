# `make` lists the targets. Everything is installed into .venv/, nothing outside this folder.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
  --no-emit-index-url --no-emit-find-links --no-header --no-annotate pyproject.toml

.DEFAULT_GOAL := help
.PHONY: help handouts test coverage lint benchmark lock clean

help: ## List the targets
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1	\2/p' Makefile | expand -t 20

handouts: $(VENV)/handouts ## Install what is needed and write the handouts into build/
	$(BIN)/handouts build

test: $(VENV)/dev ## Install what the tests need and run them
	$(BIN)/python -m pytest -n auto --dist loadfile

coverage: $(VENV)/dev ## Run the tests and name the lines that none of them runs
	$(BIN)/python -m pytest -n auto --dist loadfile --cov

lint: $(VENV)/dev ## Check style and types, of scripts and style sheets too
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/oxlint --deny-warnings pipeline
	$(BIN)/python tests/tools/check_styles.py

benchmark: $(VENV)/dev ## Compare with bare WeasyPrint, pandoc and argostranslate
	$(BIN)/python tests/benchmarks/build.py
	$(BIN)/python tests/benchmarks/watch.py
	$(BIN)/python tests/benchmarks/translate.py
	$(BIN)/python tests/benchmarks/lesson.py
	$(BIN)/python tests/benchmarks/many.py
	$(BIN)/python tests/benchmarks/desk.py

lock: $(VENV)/handouts ## Write the exact versions of all libraries anew, for all systems
	$(PIP) uv
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean: ## Remove what was built and installed; sources and translations stay
	rm -rf $(VENV) build/.records build/.lock build/reports $(patsubst source/%/article.md,build/%,$(wildcard source/*/article.md))

$(VENV)/handouts: pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(PIP) --no-deps --require-hashes --requirement requirements.txt
	$(PIP) --no-deps --editable .
	touch $@

$(VENV)/dev: $(VENV)/handouts requirements-dev.txt
	$(PIP) --no-deps --require-hashes --requirement requirements-dev.txt
	touch $@
