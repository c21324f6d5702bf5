#!/usr/bin/env bash
# Real workers under real faults leave the same bytes as undisturbed ones. Without arguments: one small round on the
# sandbox's S3, with the ledger in PostgreSQL if it is installed; with arguments, see worker/src/test/python/chaos_processes/__main__.py.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
tests=$PWD/worker/src/test/python

# The comparison with Git reads Parquet files, for which the Java tests make an environment.
for python in ${COMMITLAKE_TEST_PYTHON:+"$COMMITLAKE_TEST_PYTHON"} "$PWD/.cache/venv/bin/python" "$PWD/.cache/chaos/bin/python"; do
    ! "$python" -c "import pyarrow" 2>/dev/null || break
    python=
done
if [ -z "$python" ]; then
    python=$PWD/.cache/chaos/bin/python
    python3 -m venv --clear .cache/chaos
    .cache/chaos/bin/pip install --quiet --disable-pip-version-check "$(grep '^pyarrow==' "$tests/requirements.txt")"
fi
if [ $# -eq 0 ]; then
    ledger=store
    ! compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null && ! command -v initdb >/dev/null || ledger=postgres
    set -- --seed "${SEED:-2}" --ledger "$ledger" --repositories 1 --steps 1
    PYTHONPATH=$tests "$python" -m chaos_processes "$@"
    echo "1 passed, 0 failed"
else
    PYTHONPATH=$tests exec "$python" -m chaos_processes "$@"
fi
