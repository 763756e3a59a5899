# The verbs of the house. Everything lands in .venv/ (and .venv-plain/, dist/); nothing outside is touched.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DRIVER := $(VENV)/.scanner
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --retries 8

.PHONY: run install test test-without-scanner check bench devices wheel torture docs snapshots format translations \
  scanner lock clean

run: $(VENV)/.run
	$(BIN)/kassa demo

# Sets this machine up as a till, or updates it: see docs/installing.md. ARGS=--dry-run only says what it would do.
install: $(VENV)/.run
	@$(if $(filter 0,$(shell id -u)),,sudo) $(BIN)/kassa install $(ARGS)

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 3 --dist worksteal --durations=10

# As on a machine without a compiler: what touches the scanner driver, in an environment that never has it.
test-without-scanner:
	$(MAKE) VENV=.venv-plain DRIVER= .venv-plain/.dev
	! .venv-plain/bin/python -c 'import evdev' 2>/dev/null
	.venv-plain/bin/python -m pytest -n 3 --dist worksteal tests/hw tests/test_i18n.py tests/test_layers.py \
	  tests/test_start.py tests/cli/test_doctor.py tests/screens/test_scanner_setup.py

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tests/tools/translations.py --check
	$(BIN)/python tests/tools/vague_names.py --check

bench: $(VENV)/.dev
	$(BIN)/python tests/bench/run.py

# Printers and scanners that others made: emupos decodes, umockdev mocks the kernel's devices.
devices: $(VENV)/.dev
	KASSA_DEVICES=1 $(BIN)/python -m pytest -n 3 --dist worksteal tests/hw tests/system/test_units.py tests/system/test_ssh.py

# What a stranger installs: the wheel is built, put alone into an environment of its own, and opened.
wheel: $(VENV)/.dev
	$(BIN)/python -m hatchling build --target wheel
	KASSA_WHEEL=1 $(BIN)/python -m pytest tests/system/test_wheel.py

# Longer trials than `make test` has time for. ARGS=short: only those in tests/trials, in minutes; ARGS=long: for hours.
torture: $(VENV)/.dev
	KASSA_TORTURE=$(or $(ARGS),usual) KASSA_DEVICES=1 $(BIN)/python -m pytest -n 3 --dist worksteal --durations=10 -raP \
	  $(if $(filter short,$(ARGS)),tests/trials)

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

translations: $(VENV)/.dev
	$(BIN)/python tests/tools/translations.py

docs: snapshots
	$(BIN)/python -m pytest tests/test_docs.py

snapshots: $(VENV)/.dev
	PYTHONPATH=. $(BIN)/python tests/tools/snapshots.py $(ARGS)

# One line to type when Debian's venv module is missing; nothing half-made stays behind.
$(VENV)/bin/python:
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo 'Python cannot make a virtual environment here. Type:  sudo apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.packages: $(VENV)/bin/python requirements/run.txt requirements/build.txt
	$(PIP) install --require-hashes -r requirements/run.txt -r requirements/build.txt
	@touch $@

$(VENV)/.run: $(VENV)/.packages $(DRIVER) pyproject.toml hatch_build.py $(wildcard kassa_tui/locale/*/LC_MESSAGES/*.po)
	$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q kassa_tui $(VENV)/lib || true
	@touch $@

# The scanner driver is compiled on the spot and may fail: then the till says "no scanner driver".
$(VENV)/.scanner: $(VENV)/.packages requirements/scanner.txt
	@$(PIP) install --require-hashes --no-build-isolation -r requirements/scanner.txt 2>$(VENV)/scanner.log || \
	  echo 'No scanner driver: it needs gcc, libc6-dev and python3-dev. The till runs without; "make scanner" tries again.'
	@touch $@

scanner:
	rm -f $(VENV)/.scanner && $(MAKE) $(VENV)/.scanner

$(VENV)/.dev: $(VENV)/.run requirements/dev.txt
	$(PIP) install --require-hashes -r requirements/dev.txt
	@touch $@

# Needs the network; hashes of every platform's files are kept.
lock: $(VENV)/.dev
	$(BIN)/python tests/tools/lock.py

clean:
	rm -rf .venv .venv-plain build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
