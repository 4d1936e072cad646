# `make site` builds the sample archive into site/; `make test` runs every check. Both install what they need.
# `make help` lists everything.

PYTHON ?= python3
BIN := .venv/bin
# One more worker than cores, because many tests wait for a browser or another process.
WORKERS = $(shell $(BIN)/python -c "import os; print((os.cpu_count() or 1) + 1)")
PYTEST = $(BIN)/pytest
LOCK = $(BIN)/uv pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --no-emit-index-url --no-emit-find-links

help: ## List all targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

site: .venv/site ## Build the sample archive into site/
	$(BIN)/sitegen build

serve: .venv/site ## Serve the sample archive; rebuild and reload on changes
	$(BIN)/sitegen serve --open

test: lint ## Run every check: format, lint, types, tests
	$(PYTEST) -n $(WORKERS) --dist worksteal

lint: .venv/test ## Check format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

test-one: .venv/test ## Run one test file or test: make test-one TEST=tests/text/test_source.py
	$(PYTEST) $(TEST)

test-browser: .venv/test ## Run browser tests: make test-browser [TEST=tests/browser/test_quote.py]
	$(PYTEST) $(or $(TEST),tests/browser)

format: .venv/test ## Format the code and fix what ruff can fix
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/test ## Measure speed as ratios
	$(BIN)/python -m benchmarks

lock: .venv/test ## Renew requirements/*.txt from the ranges in pyproject.toml
	$(LOCK) --group build --output-file requirements/site.txt
	$(LOCK) --group build --group dev --output-file requirements/test.txt

images: .venv/test ## Take the pictures of the documentation
	$(BIN)/python docs/images/make_images.py

newest: ## Run the tests with the newest releases that pyproject.toml allows, in .venv-newest
	$(PYTHON) -m venv --clear .venv-newest
	.venv-newest/bin/python -m pip install --quiet --upgrade pip
	.venv-newest/bin/python -m pip install --quiet --editable . --group dev
	$(MAKE) test BIN=.venv-newest/bin --assume-old=.venv/test

clean: ## Remove the environments and all caches
	rm -rf .venv .venv-newest .sitegen .pytest_cache .mypy_cache .ruff_cache .hypothesis dist
	find . -name __pycache__ -prune -exec rm -rf {} +

# Locked with hashes; docs/development.md says how to renew the lock files.
.venv/site: pyproject.toml requirements/site.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/site.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

.venv/test: .venv/site requirements/test.txt
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements/test.txt
	touch $@

.PHONY: help site serve test lint test-one test-browser format bench lock images newest clean
