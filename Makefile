# The two commands of the README: `make demo` and `make test`.

PYTHON ?= python3
VENV ?= .venv
SERVE ?= 1
BIN := $(VENV)/bin
PACKAGES := align corpora eval translate ui
SOURCES := pyproject.toml $(shell find $(PACKAGES) -type f -not -path '*/__pycache__/*')
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt
# build/ may hold files of an earlier tree, which setuptools would pack again.
INSTALL_SELF := rm -rf build && $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --force-reinstall .

.PHONY: demo test lint types pytest format system clean

demo: $(VENV)/.installed  ## See the whole workbench run on three sample pages, then open it on http://127.0.0.1:7860
	$(BIN)/songngu demo --out demo-output $(if $(filter 0 no false,$(SERVE)),--no-serve,--serve)

test: lint types pytest  ## Run everything CI runs

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# The installed package is what is checked and tested, not the folders beside this file.
types: $(VENV)/.installed-dev
	cd /tmp && $(abspath $(BIN))/mypy --config-file $(abspath pyproject.toml) --cache-dir $(abspath .mypy_cache) \
		$(foreach package,$(PACKAGES),-p songngu.$(package))

pytest: $(VENV)/.installed-dev system
	SONGNGU_REQUIRE_POSTGRES=1 SONGNGU_REQUIRE_BROWSER=1 OMP_WAIT_POLICY=PASSIVE $(BIN)/pytest \
		--numprocesses auto --maxprocesses 4 --dist loadfile

format: $(VENV)/.installed-dev  ## Format the code and fix what ruff can fix
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "songngu needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another: make demo PYTHON=python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.dependencies: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing songngu and what it needs into $(VENV) (a few minutes the first time) …"
	$(PIP) .
	touch $@

$(VENV)/.installed: $(VENV)/.dependencies $(SOURCES)
	$(INSTALL_SELF)
	touch $@

# torch by itself first: asked for through another package, pip takes a build with gigabytes of CUDA libraries.
$(VENV)/.dependencies-dev: $(VENV)/.dependencies
	$(PIP) torch
	$(PIP) .[dev]
	touch $@

$(VENV)/.installed-dev: $(VENV)/.dependencies-dev $(SOURCES)
	$(INSTALL_SELF)
	touch $@ $(VENV)/.installed

# Chromium for the browser tests, PostgreSQL for the store's; installed only where missing.
system:
	@missing=""; \
	command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing="$$missing chromium"; \
	ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing="$$missing postgresql"; \
	if [ -n "$$missing" ]; then \
		sudo=""; [ "$$(id -u)" = 0 ] || sudo=sudo; \
		echo "Installing$$missing with apt-get …"; \
		$$sudo apt-get update -qq && DEBIAN_FRONTEND=noninteractive $$sudo apt-get install -y -qq --no-install-recommends $$missing >/dev/null; \
	fi

clean:
	rm -rf $(VENV) build demo-output *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
