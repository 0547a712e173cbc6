# The portal's commands. `make run` and `make test` need python3 (3.11) and nothing else.

# Debian's own Python where it is there and whole: it is built with profile-guided optimisation, and faster than one
# that was compiled by hand, which may come first in PATH.
WHOLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell /usr/bin/python3 -c '$(WHOLE)' 2>/dev/null && echo /usr/bin/python3 || echo python3)
RUN := var/venv/bin
TEST := var/venv-test/bin
SERVICES := $(PYTHON) tools/services.py run --

# The demonstration stands on 8 July 2014. `PORTAL_TODAY= make run` uses the real date.
DEMONSTRATION = PORTAL_DEMONSTRATION=$${PORTAL_DEMONSTRATION-1} PORTAL_TODAY=$${PORTAL_TODAY-2014-07-08}
EMBEDDED = env -u DATABASE_URL -u REDIS_URL $(DEMONSTRATION)

# Compiled Python and the tools' caches lie in var/ like all else that is written.
export PYTHONPYCACHEPREFIX := $(CURDIR)/var/pycache
# A machine may forbid compiled Python; then each of the portal's processes would compile all of Django again.
export PYTHONDONTWRITEBYTECODE :=

.DEFAULT_GOAL := help
.PHONY: help run test bench chaos load lint format lock serve-check backup restore sbom shell clean set-up set-up-test

help:  ## What can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 16

run: set-up  ## Start the portal on this machine (PORT=8000, HOST=127.0.0.1)
	@exec $(EMBEDDED) $(RUN)/python manage.py portal

test: set-up-test  ## Everything: linters, types, tests on PostgreSQL and Redis, browser, the embedded way
	@$(PYTHON) tools/check.py

bench: set-up-test  ## Times of pages and of the report, each beside a floor measured in the same run
	@$(SERVICES) env DJANGO_SETTINGS_MODULE=ccg_portal.settings $(DEMONSTRATION) $(TEST)/python benchmarks/pages.py

chaos: set-up-test  ## Break the portal in every way that is known, and look what is lost (ONLY=database for some)
	@$(TEST)/python -m chaos --only "$(ONLY)"

load: set-up-test  ## 200 people for ten minutes: errors, lost updates, times, memory (SECONDS=60 for less)
	@$(TEST)/python -m chaos --load $(or $(SECONDS),600)

lint: set-up-test  ## Linters, types and settings alone
	@$(PYTHON) tools/check.py --no-tests

format: set-up-test  ## Write the code and the templates as the linters want them
	$(TEST)/ruff check --fix-only --quiet .
	$(TEST)/ruff format --quiet .
	git ls-files -z '*.py' | xargs -0 $(TEST)/django-upgrade --target-version=5.2 --exit-zero-even-if-changed
	git ls-files -z '*.html' | xargs -0 $(TEST)/djade --target-version=5.2 || true

lock: set-up-test  ## Pin again all that requirements.txt and requirements-dev.txt bring along
	var/tools/bin/uv pip compile --quiet --upgrade --no-header --no-annotate --no-emit-index-url \
	    requirements.txt requirements-dev.txt -o constraints.txt

serve-check: set-up-test  ## Prove the settings that the portal is served with
	@$(PYTHON) tools/check.py --only "Served settings"

backup: set-up  ## Back up database and files into var/backups, checked (INTO=folder)
	@$(RUN)/python manage.py backup $(if $(INTO),--into "$(INTO)")

restore: set-up  ## Restore a backup into an empty portal: FROM=var/backups/… (REPLACE=1 in place of this one's data)
	@$(if $(FROM),$(RUN)/python manage.py restore "$(FROM)" $(if $(REPLACE),--replace),\
	    echo "Which one? make restore FROM=var/backups/portal-…" >&2; exit 2)

sbom: set-up set-up-test  ## The software bill of materials, into var/sbom.json
	@$(TEST)/python tools/sbom.py

shell: set-up-test  ## A shell with a PostgreSQL and a Redis of its own, for single tests
	@$(SERVICES) $${SHELL:-sh}

clean:  ## Throw away all that set-up, the portal and the tests have written (with its data)
	rm -rf var

set-up:
	@$(PYTHON) tools/bootstrap.py run

set-up-test:
	@$(PYTHON) tools/bootstrap.py test
