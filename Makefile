# `make run` and `make test` need Python 3.11 and make; what else they need they install into .venv or name.
.DEFAULT_GOAL := help
# One after the other: several of these install something. What only looks at the code goes side by side.
ifndef SIDE_BY_SIDE
.NOTPARALLEL:
endif
.PHONY: help run test replay corpus faults faults-real lint types arrows javascript browser engines postgresql proxies bench drill pictures coverage format requirements clean

PORT ?= 8080
PYTHON_HERE := .venv/bin/python
CODE := fieldform sync tests wsgi.py

# The demo's records and, apart from them, the keys that open them.
DEMO := FIELDFORM_DEMO=1 FIELDFORM_DATA=.run FIELDFORM_KEYS=.run-keys FIELDFORM_PORT=$(PORT) FIELDFORM_URL=http://localhost:$(PORT)

help:            ## what there is to make
	@sed -n 's/^\([a-z-]*\):.*## /make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

run:             ## the demo on http://localhost:8080 (PORT=9000 changes it)
	@.ci/environment requirements/run.txt
	@test -e .run/fieldform.db -a ! -e .run/demo.unfinished || $(DEMO) $(PYTHON_HERE) -m fieldform demo
	@exec env $(DEMO) $(PYTHON_HERE) -m fieldform serve

test: tools browser engines postgresql proxies   ## everything that must pass, on SQLite and PostgreSQL; pytest's line comes last
	@$(MAKE) --no-print-directory --jobs=2 --output-sync SIDE_BY_SIDE=1 types javascript lint arrows
	$(PYTHON_HERE) -m tests.both

lint: tools      ## habits and format of the Python code
	$(PYTHON_HERE) -m ruff check $(CODE)
	$(PYTHON_HERE) -m ruff format --check $(CODE)

types: tools     ## mypy --strict
	$(PYTHON_HERE) -m mypy $(CODE)

arrows: tools    ## which package may import which
	.venv/bin/lint-imports --no-logo

javascript:      ## types, lint and tests of the browser's code, where node is present
	.ci/javascript

browser: tools   ## Chromium and its headless shell for the tests: found, installed with apt where that is allowed, or named
	$(PYTHON_HERE) -m tests.support.browser

engines: tools   ## Firefox and WebKitGTK, in which the journey runs too: found, installed with apt where that is allowed, or named
	$(PYTHON_HERE) -m tests.support.browser firefox
	$(PYTHON_HERE) -m tests.support.webkit

drill: tools     ## a backup under load, a clean machine restored from it, and how long each took (RPO, RTO)
	$(PYTHON_HERE) -m pytest -q tests/upkeep/test_drill.py

postgresql: tools   ## a PostgreSQL server for the tests: found, installed with apt where that is allowed, or named
	$(PYTHON_HERE) -m tests.support.postgresql

proxies: tools   ## nginx, Caddy and certutil for the tests: found, installed with apt where that is allowed, or named
	$(PYTHON_HERE) -m tests.support.proxies

replay: tools    ## 348 real reports (../shared/data) through a running server: what was mapped, what was not and why, what came of it
	$(PYTHON_HERE) -m tests.replay

corpus: tools    ## public workbooks (FORMS=folder) through all of it: published, drawn, answered at random by phone and server, delivered
	$(PYTHON_HERE) -m tests.corpus $(FORMS) --seeds $(or $(SEEDS),3)

faults: tools    ## phones, a network that lies and a server that dies, from seeds: SEEDS=1000, SEED=17 tells one, PLANT=all finds planted bugs
	$(PYTHON_HERE) -m tests.faults $(if $(SEED),--seed $(SEED),--seeds $(or $(SEEDS),1000)) $(if $(PLANT),--plant $(PLANT))

faults-real: tools browser postgresql   ## real processes killed, disks full, power cut, a bad network: ONLY=kills,proxy TIMES=200 MINUTES=60 ON=postgresql
	$(PYTHON_HERE) -m tests.faults_real --only "$(ONLY)" --times $(or $(TIMES),0) --seed $(or $(SEED),1) --on $(or $(ON),sqlite) $(if $(MINUTES),--minutes $(MINUTES))

bench: tools browser   ## how fast it is on this machine: ROUNDS=5, ONLY=push,list
	$(PYTHON_HERE) -m tests.bench --rounds $(or $(ROUNDS),5) --only "$(ONLY)"

pictures: tools browser   ## the pictures that the README shows
	$(PYTHON_HERE) -m tests.pictures

coverage: tools browser   ## the tests again, with the lines they missed
	$(PYTHON_HERE) -m coverage run -m pytest
	$(PYTHON_HERE) -m coverage report

format: tools    ## put the Python code into shape
	$(PYTHON_HERE) -m ruff check --fix $(CODE)
	$(PYTHON_HERE) -m ruff format $(CODE)

requirements: tools   ## pin again from requirements/*.in, with hashes; the README's commands then install those
	$(PYTHON_HERE) -m pip install --quiet pip-tools
	cd requirements && for list in run test; do ../.venv/bin/pip-compile --upgrade --generate-hashes --strip-extras --allow-unsafe \
		--annotation-style=line --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host -o $$list.txt $$list.in; done

clean:           ## remove what the commands above made, the demo's records included
	rm -rf .venv .run .run-keys .run-keys.anchors* build dist *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	rm -rf tests/js/node_modules tests/bench/peers/*/node_modules
	find fieldform sync tests -name __pycache__ -prune -exec rm -rf {} +

.PHONY: tools
tools:
	@.ci/environment requirements/test.txt
