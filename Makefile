# The index of what can be done here. Every target installs what it needs.
SHELL := /bin/bash
NODE := npx --no-install node
.DEFAULT_GOAL := help
.PHONY: help install build link bundle man demo test unit e2e proof bench lint format generate verify golden clean

help: ## list the targets
	@awk 'BEGIN {FS = ":.*## "} /^[a-z0-9-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

node_modules/.package-lock.json: package-lock.json
	@npm ci --ignore-scripts --no-fund --no-audit --loglevel=error
	@touch $@

install: node_modules/.package-lock.json ## install the packages of package-lock.json, without install scripts

build: dist/cli.js ## bundle the program into dist/

# Only when a source has changed: tests that run make must not pull the program from under each other.
dist/cli.js: node_modules/.package-lock.json $(shell find webhook certs -name '*.ts' ! -name '*.test.ts')
	@$(NODE) webhook/build.ts

BIN ?= $(HOME)/.local/bin

link: build ## put commands tranche and kubectl-tranche into BIN (~/.local/bin): they run this clone from any folder
	@$(NODE) webhook/link.ts "$(BIN)"

bundle: build ## write dist/tranche-single.mjs: the program and policies/ in one file, which Node runs from anywhere
	@$(NODE) webhook/build.ts --single

man: build ## write dist/tranche.1, the manual page of the command line
	@$(NODE) dist/cli.js man > dist/tranche.1

demo: build ## one pod's visit, eighteen times: the webhook over HTTPS on its embedded default
	@$(NODE) dist/cli.js demo

test: build ## everything: checks, unit, golden, contract, property, end to end
	@$(NODE) webhook/suite/run.ts

unit: build ## all but end to end and mutants
	@$(NODE) webhook/suite/run.ts --without e2e,mutants

e2e: build ## the product on a real control plane (builds it on the first run)
	@$(NODE) webhook/suite/run.ts --only e2e

proof: build ## a suite at its full count: make proof SUITE=placement; without SUITE lists them
	@$(NODE) webhook/suite/proof.ts $(SUITE)

bench: build ## ratios to bare HTTPS, express and allow-all, in one interleaved run
	@$(NODE) webhook/bench/run.ts

lint: install ## types, lint, import rules, formatting
	@npm run --silent check && npm run --silent lint

format: install ## write the formatting
	@npm run --silent format

generate: install ## write what is derived from the schemas and tables
	@$(NODE) webhook/policy/generate.ts && $(NODE) manifests/generate.ts

verify: install ## fail where a derived file differs from its source
	@$(NODE) webhook/policy/generate.ts --verify && $(NODE) manifests/generate.ts --verify

golden: install ## rewrite the expected files of the golden cases; read the diff
	@npm run --silent golden

clean: ## remove what was built
	rm -rf dist dist.new coverage
