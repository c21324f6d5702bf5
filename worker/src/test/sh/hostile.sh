#!/usr/bin/env bash
# Repositories with every oddity that Git permits, and broken ones, are exported together with a Java heap of 256 MB: each is
# exported as Git has it, or has the outcome that its case names.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox
hostile=worker/src/test/python/hostile
snapshot=2026-01-01

# The Python of the Java tests, which has pyarrow; they make it.
python=${COMMITLAKE_TEST_PYTHON:-$PWD/.cache/venv/bin/python}
"$python" -c 'import pyarrow' 2>/dev/null || {
    echo "there is no Python with pyarrow: run the Java tests first, or set COMMITLAKE_TEST_PYTHON" >&2
    exit 1
}

mkdir "$work/histories"
PYTHONDONTWRITEBYTECODE=1 "$python" "$hostile/make.py" "$work/histories"
serve "$work/histories" 2>"$work/sandbox.log" # it logs each object that it can't read
export COMMITLAKE_DATASET=file:$work/dataset COMMITLAKE_SOURCE=git COMMITLAKE_JAVA_OPTIONS=-Xmx256m
export COMMITLAKE_MAX_REPOSITORY_MEMORY=512MB

(cd "$work/histories" && printf 'sandbox/%s\n' *.git) | sed 's/\.git$//' >"$work/names"
worker/bin/commitlake track --file "$work/names" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
begun=$SECONDS
code=0
worker/bin/commitlake run --snapshot "$snapshot" >"$work/log" 2>&1 || code=$?
took=$((SECONDS - begun))
[ "$code" -eq 4 ] || { echo "exit code $code, not 4" >&2; cat "$work/log" >&2; exit 1; }
! grep -n $'^\tat ' "$work/log" >&2 || { echo "the log has a stack trace" >&2; exit 1; }
[ -z "$(find "$work" . -name evil -not -path './*/target/*' -print -quit)" ] || { echo "a command of a repository was executed" >&2; exit 1; }
worker/bin/commitlake validate --all >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
PYTHONDONTWRITEBYTECODE=1 "$python" "$hostile/check.py" "$work/histories" "$work/dataset" "$snapshot"
echo "exported in $took seconds"
