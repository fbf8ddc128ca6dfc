# Two commands from nothing but git, make and Python 3.11 or newer:
#   make scan    examine this machine and show the weakest link
#   make test    everything that is tested, with real daemons on loopback

# The first Python that runs and is new enough; a name on the PATH alone proves nothing (version managers' shims).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
ARGS ?=

.PHONY: scan test check bench messages lock clean

scan: .venv/runtime
	@sh deploy/packages.sh --optional nmap
	@code=0; $(BIN)/breachready scan $(ARGS) || code=$$?; \
	case $$code in 0|1|3) ;; *) exit $$code ;; esac

test: check

check: .venv/tests
	sh deploy/packages.sh nmap openssh-server sudo nftables iptables redis-server memcached postgresql \
	  fonts-thai-tlwg poppler-utils chromium iproute2 procps
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

bench: .venv/tests
	sh deploy/packages.sh nmap openssh-server
	$(BIN)/python -P -m tests.bench $(ARGS)

# Words of the pages, collected for translation and compiled; what is new stands empty in locale/th.
messages: .venv/tests
	$(BIN)/pybabel -q extract -F toolkit/web/locale/babel.cfg -k gettext_lazy --no-location --sort-output \
	  --project=breachready -o messages.pot toolkit/web reports/templates
	$(BIN)/pybabel -q update -D django -i messages.pot -d toolkit/web/locale -l th -N --ignore-obsolete --ignore-pot-creation-date
	$(BIN)/pybabel -q compile -D django -d toolkit/web/locale
	@rm messages.pot

# Hashes for every file of every dependency, and no address of any registry.
lock:
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build \
	  pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --no-annotate --python-version 3.11 --extra build \
	  --extra test -c requirements.lock pyproject.toml -o tests/requirements.lock

.venv/bin/python:
	@test -n "$(PYTHON)" || \
	  { echo "breachready needs Python 3.11 or newer; say which with: make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -m venv .venv || { echo "on Debian and Ubuntu: apt-get install python3-venv"; rm -rf .venv; exit 2; }

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/python
	@echo "installing from requirements.lock"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/tests: tests/requirements.lock .venv/runtime
	@echo "installing from tests/requirements.lock"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r tests/requirements.lock
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist
