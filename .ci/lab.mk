# For machines without a reachable registry, or with a folder "shared" next to the checkout. The Makefile explains the variables.
ifneq ($(COMMITLAKE_LAB)$(wildcard ../shared $(HOME)/.cache/commitlake/engine),)
BASES ?= .ci/make-bases
HISTORIES ?= $(wildcard ../shared/histories)
CLUSTER ?= $(wildcard ../shared/kubernetes)
ORACLE ?= $(or $(wildcard ../shared/oracle/check_dataset.py),worker/src/test/python/check_dataset.py)
endif
