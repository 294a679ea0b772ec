# A machine needs Python 3.11 or newer, git and make. Everything else goes into .venv, with the versions of constraints.txt.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test test-all lint setup clean

run: .venv/installed
	$(BIN)/yusuan run

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/pytest -m "not slow" --numprocesses 2 --dist loadfile

test-all: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test,dask]"
	$(BIN)/pytest

setup: .venv/installed

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[test]"
	touch $@

clean:
	rm -rf .venv .prefect data/processed/releases data/processed/current data/processed/.yusuan
