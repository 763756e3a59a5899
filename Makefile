# The verbs of the house. Everything lands in .venv/; nothing outside it is touched.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --retries 8

.PHONY: run install test check bench devices torture docs snapshots format translations scanner lock clean

run: .venv/.run
	$(BIN)/kassa demo

# Sets this machine up as a till, or updates it: see docs/installing.md. ARGS=--dry-run only says what it would do.
install: .venv/.run
	@$(if $(filter 0,$(shell id -u)),,sudo) $(BIN)/kassa install $(ARGS)

test: .venv/.dev
	$(BIN)/python -m pytest -n 3 --dist worksteal

check: .venv/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/tools/translations.py --check
	$(BIN)/python tests/tools/vague_names.py --check

bench: .venv/.dev
	$(BIN)/python tests/bench/run.py

# Printers and scanners that others made: emupos decodes, umockdev mocks the kernel's devices.
devices: .venv/.dev
	KASSA_DEVICES=1 $(BIN)/python -m pytest -n 3 --dist worksteal tests/hw tests/system/test_units.py tests/system/test_ssh.py

# Longer trials than `make test` has time for.
torture: .venv/.dev
	KASSA_TORTURE=1 KASSA_DEVICES=1 $(BIN)/python -m pytest -n 3 --dist worksteal

format: .venv/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: .venv/.dev
	$(BIN)/python tests/tools/translations.py

docs: snapshots
	$(BIN)/python -m pytest tests/test_docs.py

snapshots: .venv/.dev
	PYTHONPATH=. $(BIN)/python tests/tools/snapshots.py $(ARGS)

# One line to type when Debian's venv module is missing; nothing half-made stays behind.
.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'Python cannot make a virtual environment here. Type:  sudo apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.packages: .venv/bin/python requirements/run.txt
	$(PIP) install --require-hashes -r requirements/run.txt
	@touch $@

.venv/.run: .venv/.packages .venv/.scanner pyproject.toml hatch_build.py $(wildcard kassa_tui/locale/*/LC_MESSAGES/*.po)
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q kassa_tui .venv/lib || true
	@touch $@

# The scanner driver is compiled on the spot and may fail: then the till says "no scanner driver".
.venv/.scanner: .venv/.packages requirements/scanner.txt
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/scanner.txt 2>.venv/scanner.log || \
	  echo 'No scanner driver: it needs gcc, libc6-dev and python3-dev. The till runs without; "make scanner" tries again.'
	@touch $@

scanner:
	rm -f .venv/.scanner && $(MAKE) .venv/.scanner

.venv/.dev: .venv/.run requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Needs the network; hashes of every platform's files are kept.
lock: .venv/.dev
	$(BIN)/python tests/tools/lock.py

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
