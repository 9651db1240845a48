PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Judges of what we write: Sigstore's own client in JavaScript, and the schema of SARIF
CLIENT := $(VENV)/sigstore-js/node_modules/.installed

.PHONY: install demo test check format e2e interop bench bench-ai fuzz mutations clean

install: $(STAMP)
	@$(MAKE) --silent $(CLIENT) || \
		echo 'npm could not install the Sigstore client and the schema of SARIF, so their tests are skipped' >&2

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

$(CLIENT): tests/interop/package.json tests/interop/package-lock.json | $(STAMP)
	mkdir -p $(VENV)/sigstore-js
	cp $^ $(VENV)/sigstore-js
	cd $(VENV)/sigstore-js && npm ci --silent --ignore-scripts --no-audit --no-fund --fetch-retries=1
	@touch $@

demo: $(STAMP)
	@$(BIN)/python tests/demo.py

test: install
	$(BIN)/python -m pytest -n auto -q --ignore=tests/e2e

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

e2e: $(STAMP)
	REQUIRE_TOOLS=1 $(BIN)/python -m pytest -q -s tests/e2e

interop: $(CLIENT)
	REQUIRE_TOOLS=1 $(BIN)/python -m pytest -q tests/interop

bench: $(STAMP)
	$(BIN)/python -m benchmarks

bench-ai: $(STAMP)
	$(BIN)/python -m benchmarks.ai

fuzz: $(STAMP)
	$(BIN)/python -m tests.fuzz

mutations: $(STAMP)
	$(BIN)/python -m tests.mutations

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis
