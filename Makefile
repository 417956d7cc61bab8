# Two commands for a fresh machine: `make demo` and `make test`. Both make .venv first.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
COMPILE ?= --compile
# What is compiled is kept, even where the machine says otherwise: each process would compile Amarre anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: install demo test types tested test-postgres format lock guide pictures clean

install: .venv/installed

# The stamp is newer than the locks only when the environment holds exactly them.
# Debian's pip looks for the same files and lays them out in twice the time of the one that comes first.
.venv/installed: requirements-pip.lock requirements-test.lock pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes --no-compile -r requirements-pip.lock
	$(INSTALL) --require-hashes $(COMPILE) -r requirements-test.lock
	$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch .venv/installed

# A first start is awaited: only what it imports is compiled, when it is; `make install` by itself compiles everything.
demo test: COMPILE = --no-compile

demo: install
	$(BIN)/amarre demo

test: install
	$(BIN)/ruff format --check amarre tests
	$(BIN)/ruff check amarre tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=line types tested

# Contracts, catalogue and types take one processor for a minute: the tests need not wait for them.
types: install
	$(BIN)/lint-imports --no-cache
	$(BIN)/amarre check-catalogue
	$(BIN)/mypy

tested: install
	$(BIN)/python -m pytest -n 2 --dist loadgroup

# The same tests that touch a database, on the PostgreSQL that DATABASE_URL names; who may open what does not depend on it.
# Columns by one thread here, by several in the first run: two processes already keep two processors busy.
test-postgres: install
	@test -n "$(DATABASE_URL)" || { echo "Set DATABASE_URL to a PostgreSQL database that tests may create."; exit 1; }
	POLARS_MAX_THREADS=1 $(BIN)/python -m pytest -n 2 --database -m "not browser and not slow" --ignore tests/desk/test_every_address.py

format: install
	$(BIN)/ruff format amarre tests
	$(BIN)/ruff check --fix amarre tests

# The user guide as pages, in build/guide; and the pictures of it, taken anew from a demonstration service.
guide: install
	$(BIN)/zensical build --strict --clean

pictures: install
	$(BIN)/python docs/pictures.py

# Rewrites the lock files from pyproject.toml (only where dependencies change).
lock: install
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra test -c requirements.lock -o requirements-test.lock pyproject.toml
	echo pip | $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade -o requirements-pip.lock -

clean:
	rm -rf .venv build dist *.egg-info
