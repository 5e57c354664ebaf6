# 淮源: `make demo` and `make test` install what they need into .venv and do their work.
PYTHON ?= python3
BIN := .venv/bin
DATA ?= var
ARGS ?=

# A process that may not keep what it compiled compiles the whole package anew, and the tests start hundreds.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo serve test lint unmigrated collected check bench proof screens format

setup: .venv/.ready

.venv/.ready: requirements/dev.txt requirements/public-data.txt pyproject.toml huaiyuan/base/pages/frontend/package-lock.json $(shell find huaiyuan/base/pages/frontend -path '*/node_modules' -prune -o -type f -print 2>/dev/null)
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "需要 Python 3.11 或更新的版本")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python scripts/install.py
	@$(BIN)/python -m huaiyuan.base.pages.frontend.build
	@touch $@

demo: setup
	@$(BIN)/huaiyuan demo --data-dir $(DATA) $(ARGS)

serve: setup
	@$(BIN)/huaiyuan serve --data-dir $(DATA) $(ARGS)

test: setup
	@$(BIN)/python scripts/browser_ready.py
	@$(MAKE) --no-print-directory --jobs 3 lint unmigrated collected
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)
	@HUAIYUAN_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not fault and not county" tests/integration $(ARGS)

lint: setup
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/lint-imports

unmigrated: setup
	@$(BIN)/python manage.py makemigrations --check --dry-run

# What cannot be imported fails within seconds, and the workers need not each compile the same tests.
collected: setup
	@told=$$($(BIN)/python -m pytest --collect-only -qqq $(ARGS)) || { echo "$$told"; exit 1; }

check: setup
	@$(MAKE) --no-print-directory --jobs 2 lint unmigrated
	@$(BIN)/mypy
	@$(BIN)/python -m pytest -n 2 --dist loadgroup --no-loadscope-reorder -m "not slow and not browser and not fault and not county" tests/meta tests/unit tests/spec $(ARGS)

bench: setup
	@$(BIN)/huaiyuan bench --data-dir $(DATA) $(ARGS)

proof: setup
	@$(BIN)/python -m proof.run $(ARGS)

screens: setup
	@$(BIN)/python scripts/browser_ready.py
	@$(BIN)/python -m tests.screens $(ARGS)

format: setup
	@$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
