# Guildhall 工家. Every target does its own set-up; Python >= 3.11 and make are all it needs.
# Paths here are relative on purpose, so that the folder may lie under a path with spaces.

PY      := .venv/bin/python
RUN     := .venv/ready-for-run
ALL     := .venv/ready-for-all
SETUP   := pyproject.toml uv.lock scripts/setup.sh
# One more than the two cores: tests with a browser, a server or a second process wait for those.
JOBS    ?= 3
# What is tried on both databases; of it, tests that ask no database run on the first alone (tests/conftest.py).
SERVER  := tests/infra tests/base tests/organising tests/matrix
export PYTHONUTF8 = 1
# Hundreds of processes start in the tests: each would compile the product anew where this is set.
export PYTHONDONTWRITEBYTECODE =

# A stamp made for another folder counts for nothing: the project was moved or copied.
ifneq ($(shell cat $(RUN) 2>/dev/null),$(CURDIR))
.PHONY: $(RUN) $(ALL)
endif

.DEFAULT_GOAL := help
.PHONY: help demo test test-fast lint bench clean

help: ## 显示本帮助 · show this help
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 20

demo: $(RUN) ## 生成演示省、理清名册并打开网页 · make the demonstration, its roster, and serve it
	@$(PY) scripts/demo.py $(if $(SEED),--seed $(SEED)) $(if $(PORT),--port $(PORT))

test: lint ## 全部检查与测试 · every check and test
	@sh scripts/ensure_browser.sh
	@$(PY) -m pytest -q -n $(JOBS) --dist worksteal
	@$(PY) -m scripts.with_postgresql pytest -q -n $(JOBS) --dist worksteal -m "not browser" $(SERVER)

test-fast: lint ## 不含浏览器、PostgreSQL 与慢测试 · without browser, PostgreSQL and slow tests
	@$(PY) -m pytest -q -n $(JOBS) --dist worksteal -m "not browser and not slow"

lint: $(ALL) ## 格式、类型、导入约定 · format, types, import contracts
	@$(PY) -m ruff check --quiet .
	@$(PY) -m ruff format --check --quiet .
	@$(PY) -m mypy --no-error-summary
	@.venv/bin/lint-imports >.venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }
	@echo 'ruff, mypy, import contracts: clean'

bench: $(ALL) ## 测速与准确率，写入 docs/benchmarks.md · speed and accuracy, written to docs/benchmarks.md
	@$(PY) -m bench

clean: ## 删除本目录内生成的一切 · remove all that was made here
	rm -rf .venv demo build dist bench/work .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src tests bench scripts -name __pycache__ -type d -prune -exec rm -rf {} +

$(RUN): $(SETUP)
	@sh scripts/setup.sh run

$(ALL): $(SETUP)
	@sh scripts/setup.sh all
