# For GNU make. "make" lists the targets; see README.md.
SHELL := /bin/sh
MVN ?= mvn
MVN_FLAGS := -B -ntp
# On the project's own machines, this sets some of the following variables.
-include .ci/lab.mk
# For "make benchmark", "make contents-times" and "make chaos-processes": the folder of *.bundle files to export, and the number of rounds.
HISTORIES ?=
ROUNDS ?= 3
# For "make benchmark": only these histories, such as "merges large", the copies of a history in a shard, and the seconds
# after which another tool is killed. PARTS=no leaves out the single parts.
NAMES ?=
COPIES ?= 5
LIMIT ?= 300
PARTS ?=
# For "make test-airflow", "make test-kubernetes" and "make test-chart": the program that compares a dataset with Git.
ORACLE ?= worker/src/test/python/check_dataset.py
# For "make test-kubernetes" and "make test-chart" without KUBECONFIG: a folder whose up.sh starts a cluster.
CLUSTER ?=
# For "make chaos", "make chaos-processes" and "make planted-faults": the first seed, the number of simulations, the faults' names,
# the object store (sandbox, versitygw or minio), and the ledgers' homes (store, postgres or both).
SEED ?= 1
RUNS ?= 1000
FAULTS ?=
STORE ?= sandbox
LEDGER ?= both
# For "make mutations": a package below io.commitlake.
PACKAGE ?= ledger
# For "make fuzz": a class of io.commitlake.fuzz, and for how long.
TARGET ?= CommitFuzzTest
SECONDS ?= 60
# For "make scale": the number of days after the first export (0: no export, only plan and merge), and the worker's heap.
# REPOSITORIES is the number of repositories there, and for "make compaction-times". RECORD=yes puts the figures of
# "make scale" into docs/scale.md, and those of "make benchmark" into docs/performance.md.
DAYS ?=
HEAP ?= 2g
RECORD ?=
# For "make daily-exports": the bundle to export, the source, and whether there is a clone cache. DAYS is 366 there by default.
HISTORY ?= sandbox/histories/small.bundle
SOURCE ?= auto
CLONE_CACHE ?=
# For "make release": the version, and the file of an SSH key that signs it (empty: no signature).
VERSION ?=
SIGNING_KEY ?=
# A command that "make images" runs first; empty if a registry is reachable.
BASES ?=
# Arguments of "docker build" that replace the base images. The images that BASES makes have no digests, so they need them.
IMAGE_ARGS ?= $(if $(BASES),$(shell sed -n 's/^ARG \([A-Z]*_IMAGE=[^@]*\)@.*/--build-arg \1/p' docker/*/Dockerfile | sort -u))

# The sources of the build. If none is newer than the stamp, make builds nothing.
SOURCES := $(wildcard LICENSE NOTICE pom.xml */pom.xml .mvn/jvm.config) \
           $(shell find */src/main sandbox/histories -type f 2>/dev/null)
BUILT := target/built

.DEFAULT_GOAL := help
.PHONY: help build rehearsals run sample test chaos chaos-processes planted-faults mutations fuzz vulnerabilities reproducible release scale daily-exports test-shard test-parity test-recordings test-dags test-images test-airflow test-kubernetes test-chart screenshots report-screenshots terminal-screenshots images airflow-requirements benchmark contents-times compaction-times format clean tools

help: ## List the targets
	@echo "Commitlake: git histories of GitHub repositories as Parquet"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-27s %s\n", $$1, $$2 }'
	@echo
	@echo 'make run REPOSITORIES="owner/name ..." exports from GitHub into data/github, with your token in GITHUB_TOKENS.'

build: $(BUILT) ## Build the worker and the sandbox (skipped if nothing changed)

$(BUILT): $(SOURCES) | tools
	@echo "Building the sandbox and the worker (some minutes the first time) ..."
	@sh .mvn/build $(MVN)
	@$(MAKE) --no-print-directory rehearsals
	@mkdir -p $(@D) && touch $@

# Records AOT caches, with which the sandbox and the worker start faster; both also work without them.
rehearsals:
	@echo "Running both once to make later starts faster ..."
	@sh sandbox/bin/rehearse; sh worker/bin/rehearse || :

run: build ## Export the sandbox's repositories into data/sandbox
	@REPOSITORIES='$(REPOSITORIES)' sh worker/bin/first-run

# A Python environment for docs/publish/publish.py.
PUBLISH := .cache/publish
$(PUBLISH)/made: docs/publish/requirements.txt
	@python3 -m venv --clear $(PUBLISH)
	@$(PUBLISH)/bin/python -m pip install -q --disable-pip-version-check -r $< && touch $@

SAMPLE_NOTE := The histories are those of two real projects, in which every name, text and e-mail address is replaced. \
    Commitlake's sandbox served them: GitHub has no such repositories, so no address in raw_url leads anywhere.
sample: build $(PUBLISH)/made ## Publish the sandbox's histories into data/sample and data/sample.tar (docs/publish.md)
	@REPOSITORIES= sh worker/bin/first-run
	@rm -rf data/sample data/sample.tar
	@echo && $(PUBLISH)/bin/python docs/publish/publish.py data/sandbox data/sample \
	    --title "Commitlake's sample" --author "The contributors of Commitlake" --note "$(SAMPLE_NOTE)"
	@tar -C data -cf data/sample.tar sample && echo "data/sample.tar has the folder as one file."

TWO_AT_ONCE := -j2 $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
test: tools ## Run every test (the tests of images and Airflow need a Docker engine)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) verify
	@$(MAKE) --no-print-directory $(TWO_AT_ONCE) test-images $(AIRFLOW_PYTHON)
	@# The stack of test-airflow waits more than it works, so it begins first. The scripts start the worker dozens of times.
	@$(MAKE) --no-print-directory $(TWO_AT_ONCE) test-airflow rehearsals test-dags $(SCRIPTS)
	@if docker version >/dev/null 2>&1; then echo "All tests passed."; \
	else echo "All tests passed, except those of the images and of Airflow: skipped, because there is no Docker engine."; fi

# Each runs alone in folders of its own, so two may run at once. A "make" that a script calls isn't a part of this one.
SCRIPTS := $(wildcard worker/src/test/sh/*.sh)
.PHONY: $(SCRIPTS)
$(SCRIPTS): tools
	@echo "$@"; begun=$$(date +%s); JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && \
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL bash $@ || { echo "failed: $@" >&2; exit 1; }; \
	echo "$@ took $$(($$(date +%s) - begun)) s"

# The worker's tests, compiled, for programs that run them without Maven.
SIMULATION := JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) -q package -DskipTests -pl sandbox,worker

test-shard: build ## Export a shard of 1,000 repositories with 50 bad ones, and repeat it (some minutes)
	@worker/src/test/sh/long/shard-of-1000.sh

chaos: tools ## Simulate faults and check every guarantee (SEED=1, RUNS=1000, LEDGER=both)
	@$(SIMULATION) && python3 worker/src/test/python/chaos.py $(SEED) $(RUNS) $(LEDGER)

chaos-processes: build ## Run real workers under real faults (SEED=1, ROUNDS=3, STORE=sandbox, LEDGER=both, HISTORIES=folder)
	@bash worker/src/test/sh/chaos-processes.sh --seed $(SEED) --rounds $(ROUNDS) --store $(STORE) --ledger $(LEDGER) \
	    $(if $(HISTORIES),--histories $(HISTORIES))

planted-faults: tools ## Plant faults in the worker, and see that simulations find each of them (RUNS=1000)
	@$(SIMULATION) && python3 worker/src/test/python/planted_faults.py $(RUNS) $(FAULTS)

mutations: tools ## Change one package in many small ways, and list the changes that no test notices (PACKAGE=ledger)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) package -pl sandbox,worker -Pmutations \
	    -Dtest=none -Dsurefire.failIfNoSpecifiedTests=false -Dmutated=$(PACKAGE)

# Tests that take hours have no time limit.
UNLIMITED := -Djunit.jupiter.execution.timeout.mode=disabled -Dsurefire.timeout=0

fuzz: tools ## Read made-up bytes, as one fuzz test does (TARGET=CommitFuzzTest, SECONDS=60)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && JAZZER_FUZZ=1 $(MVN) $(MVN_FLAGS) package -pl sandbox,worker \
	    -Dtest=$(TARGET) -Dsurefire.failIfNoSpecifiedTests=false -Djazzer.max_duration=$(SECONDS)s $(UNLIMITED)

# A Python environment with the packages of Airflow's image and of the tests.
AIRFLOW_PYTHON := .cache/airflow/bin/python
$(AIRFLOW_PYTHON): airflow/requirements.txt airflow/tests/requirements.txt
	@echo "Installing Airflow for its tests ..."
	@rm -rf .cache/airflow && python3 -m venv .cache/airflow
	@.cache/airflow/bin/pip install -q -r airflow/requirements.txt -r airflow/tests/requirements.txt && touch $@

# Those of the tests' Python programs that ruff checks as it does the DAGs.
TEST_PYTHON := $(addprefix worker/src/test/python/,browser.py catalog.py chaos.py chaos_processes check_contents.py check_published.py check_trees.py compaction.py compaction_counts.py compaction_times.py daily_exports.py frames.py hostile iceberg.py in_terminal.py planted_faults.py report_screenshots.py run_examples.py run_notebook.py terminal_screenshots.py traces.py) worker/src/benchmark .mvn/packages.py docs/publish docs/spark

test-dags: $(AIRFLOW_PYTHON) ## Test the DAGs, without a database
	@.cache/airflow/bin/ruff check -q --no-cache --config airflow/pyproject.toml dags airflow $(TEST_PYTHON)
	@.cache/airflow/bin/ruff format -q --no-cache --check --config airflow/pyproject.toml dags airflow $(TEST_PYTHON)
	@.cache/airflow/bin/mypy --cache-dir .cache/mypy --config-file airflow/pyproject.toml dags airflow/plugins $(addprefix airflow/tests/,chart.py compose.py pods.py screenshots.py) worker/src/benchmark/python/benchmark
	@AIRFLOW_HOME=$(CURDIR)/.cache/airflow-home $(AIRFLOW_PYTHON) -m pytest -q -p no:cacheprovider airflow/tests worker/src/benchmark/python

test-airflow: ## Test the compose file on this machine's Docker engine
	@if docker version >/dev/null 2>&1; then \
	    $(MAKE) --no-print-directory images $(AIRFLOW_PYTHON) && \
	    begun=$$(date +%s) && $(AIRFLOW_PYTHON) -u airflow/tests/compose.py --oracle $(ORACLE) && \
	    echo "airflow/tests/compose.py took $$(($$(date +%s) - begun)) s"; \
	else echo "test-airflow: skipped, because there is no Docker engine"; fi

# Not part of "make test", because it needs a cluster: that of KUBECONFIG, or one that up.sh in CLUSTER starts.
test-kubernetes: images $(AIRFLOW_PYTHON) ## Test the DAGs with pods, on a real cluster (KUBECONFIG=file, CLUSTER=folder)
	@$(AIRFLOW_PYTHON) -u airflow/tests/pods.py $(if $(CLUSTER),--cluster $(CLUSTER)) --oracle $(ORACLE) $(PODS)

# With CHART, a folder or an archive of the chart that replaces the official one.
CHART ?=
test-chart: images $(AIRFLOW_PYTHON) ## Install Airflow's Helm chart with airflow/values.yaml, on a real cluster (needs helm; KUBECONFIG=file, CLUSTER=folder)
	@$(AIRFLOW_PYTHON) -u airflow/tests/chart.py $(if $(CHART),--chart $(CHART)) $(if $(CLUSTER),--cluster $(CLUSTER)) --oracle $(ORACLE)

screenshots: images $(AIRFLOW_PYTHON) ## Take the docs' screenshots of Airflow (needs a Docker engine and Chromium)
	@.cache/airflow/bin/pip install -q -r airflow/tests/screenshots.txt
	@$(AIRFLOW_PYTHON) -u airflow/tests/screenshots.py

report-screenshots: run $(AIRFLOW_PYTHON) ## Take the docs' screenshots of a run's report (needs Chromium)
	@.cache/airflow/bin/pip install -q -r airflow/tests/screenshots.txt
	@page=$$(worker/bin/commitlake report --dataset file:$(CURDIR)/data/sandbox | sed -n 's/^file: //p') && \
	    $(AIRFLOW_PYTHON) worker/src/test/python/report_screenshots.py "$$page" docs/images

terminal-screenshots: build $(AIRFLOW_PYTHON) ## Take the docs' screenshots of commands in a terminal (needs Chromium)
	@.cache/airflow/bin/pip install -q -r airflow/tests/screenshots.txt
	@bash worker/src/test/sh/long/screenshots.sh $(AIRFLOW_PYTHON)

# Testcontainers starts this image to check the engine; it is one that exists already.
TINY_IMAGE = $(shell sed -n 's/^ARG DEBIAN_IMAGE=\([^@]*\).*/\1/p' docker/worker/Dockerfile)

test-images: ## Test the images of the worker and the store on this machine's Docker engine
	@if docker version >/dev/null 2>&1; then \
	    $(MAKE) --no-print-directory images && \
	    JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && \
	    TESTCONTAINERS_RYUK_DISABLED=true TESTCONTAINERS_TINYIMAGE_CONTAINER_IMAGE=$(TINY_IMAGE) \
	    $(MVN) $(MVN_FLAGS) package -Dtest='WorkerImageTest,VersityStorageTest,LeastRightsTest' \
	        -Dsurefire.failIfNoSpecifiedTests=false -Dcommitlake.images=true; \
	else echo "test-images: skipped, because there is no Docker engine"; fi

images: ## Build the images of the worker, the sandbox, Airflow and compaction
	@$(BASES)
	@for image in worker sandbox airflow compaction; do \
	    echo "Building commitlake/$$image ..."; \
	    docker build -q $(IMAGE_ARGS) -f docker/$$image/Dockerfile -t commitlake/$$image:latest . || { \
	        echo "commitlake/$$image wasn't built. If no registry is reachable, try: make images BASES=.ci/make-bases" >&2; exit 1; }; \
	done

# The scanner of the OSV database. Needs Go and access to api.osv.dev.
OSV_SCANNER := .cache/osv-scanner-2.5.1/osv-scanner
$(OSV_SCANNER):
	@echo "Building osv-scanner ..."
	@GOBIN=$(CURDIR)/$(@D) go install github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.1

vulnerabilities: tools $(OSV_SCANNER) ## Check all dependencies for known vulnerabilities (needs Go; the images too, if they are built)
	@sh .mvn/vulnerabilities $(OSV_SCANNER) $(MVN) $(MVN_FLAGS)

reproducible: tools ## Build the jars twice, in different folders, and compare their bytes
	@sh .mvn/reproducible $(MVN) $(MVN_FLAGS)

release: tools ## Make a release from the newest commit, without publishing it (VERSION=0.1.0, SIGNING_KEY=file)
	@SIGNING_KEY='$(SIGNING_KEY)' BASES='$(BASES)' IMAGE_ARGS='$(IMAGE_ARGS)' sh .mvn/release '$(VERSION)' $(MVN) $(MVN_FLAGS)

airflow-requirements: ## Pin the packages of Airflow's image (needs uv)
	uv pip compile --universal --python-version 3.11 --no-header -o airflow/requirements.txt airflow/requirements.in

test-parity: tools ## Compare the API's rows with Git's on all shared histories (an hour)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) package -pl sandbox,worker \
	    -Dtest=SharedParityTest -Dsurefire.failIfNoSpecifiedTests=false -Dcommitlake.parity=all $(UNLIMITED)

test-recordings: tools ## Print how the client reads recorded answers of GitHub (RECORDINGS=folder)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) -q package -Dstyle.color=never \
	    -Dtest=RecordingsTest -Dsurefire.failIfNoSpecifiedTests=false "-Drecordings=$(abspath $(RECORDINGS))"

scale: tools ## Count the requests and the cost of a made-up dataset (REPOSITORIES=2000, DAYS=5, HEAP=2g, RECORD=yes)
	@$(SIMULATION) && cd worker && $$JAVA_HOME/bin/java -XX:+UseSerialGC -Xmx$(HEAP) \
	    --add-opens=java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
	    --sun-misc-unsafe-memory-access=allow -cp "target/test-classes:target/classes:$$(cat target/test-classpath)" \
	    io.commitlake.scale.Scale $(or $(REPOSITORIES),2000) $(or $(DAYS),5) $(if $(RECORD),record)

daily-exports: tools ## Export a history day by day, and print what each export cost (HISTORY=bundle, DAYS=366, SOURCE=auto, CLONE_CACHE=yes)
	@$(SIMULATION) && python3 worker/src/test/python/daily_exports.py $(HISTORY) --days $(or $(DAYS),366) --source $(SOURCE) \
	    $(if $(CLONE_CACHE),--clone-cache)

# A Python environment with the tools that exports are compared with.
BENCHMARK_PYTHON := .cache/benchmark/bin/python
$(BENCHMARK_PYTHON): worker/src/benchmark/requirements.txt
	@echo "Installing the tools to compare with ..."
	@rm -rf .cache/benchmark && python3 -m venv .cache/benchmark
	@.cache/benchmark/bin/pip install -q -r worker/src/benchmark/requirements.txt && touch $@

# Maven packs the jar again, and the AOT cache must be newer than the jar.
benchmark: build $(BENCHMARK_PYTHON) ## Compare exports with git log, Perceval and PyDriller, and measure their parts (HISTORIES=folder, NAMES="large", ROUNDS=3, COPIES=5, PARTS=no, RECORD=yes)
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && \
	    $(MVN) $(MVN_FLAGS) -q package -pl sandbox,worker -Pbenchmark -DskipTests && \
	    { [ worker/target/start.aot -nt "$$(ls worker/target/commitlake-worker-*.jar)" ] || sh worker/bin/rehearse; } && \
	    PYTHONPATH=worker/src/benchmark/python $(BENCHMARK_PYTHON) -m benchmark --rounds $(ROUNDS) --copies $(COPIES) --limit $(LIMIT) \
	        $(if $(HISTORIES),--histories $(HISTORIES)) $(if $(NAMES),--names $(NAMES)) \
	        $(if $(filter no,$(PARTS)),--no-parts) $(if $(RECORD),--record)

contents-times: build $(BENCHMARK_PYTHON) ## Measure what file contents cost, and compare them with Git's (HISTORIES=folder, SOURCE=git)
	@PYTHONPATH=worker/src/benchmark/python $(BENCHMARK_PYTHON) -m benchmark.contents $(or $(HISTORIES),sandbox/histories) $(if $(filter file,$(origin SOURCE)),,$(SOURCE))

compaction-times: build ## Time six queries and each engine's count before and after compaction (REPOSITORIES=1000; half an hour)
	@bash worker/src/test/sh/long/compaction.sh queries $(or $(REPOSITORIES),1000)
	@bash worker/src/test/sh/long/compaction.sh counts $(or $(REPOSITORIES),1000)

format: tools ## Format the sources
	@JAVA_HOME=$$(sh .mvn/find-jdk) && export JAVA_HOME && $(MVN) $(MVN_FLAGS) -q spotless:apply

clean: ## Remove the build's files (keeps ./data)
	rm -rf target sandbox/target worker/target

# Names a missing tool before the build starts.
tools:
	@sh .mvn/find-jdk >/dev/null
	@command -v $(MVN) >/dev/null || { \
	    echo "Maven is missing: install Maven 3.8 or newer (apt-get install maven, or brew install maven; or https://maven.apache.org)." >&2; exit 1; }
	@command -v git >/dev/null || { \
	    echo "git is missing: install git 2.39 or newer (apt-get install git, or brew install git)." >&2; exit 1; }
