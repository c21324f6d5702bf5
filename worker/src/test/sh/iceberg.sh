#!/usr/bin/env bash
# Iceberg registers a dataset's files as they are: the code of docs/query/iceberg.md runs as written, and PyIceberg, Polars, DuckDB
# and Spark then read the same rows as the files have. Without Java 17, it skips Spark.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/spark
repository=$PWD
tests=$PWD/worker/src/test/python

serve sandbox/histories
export COMMITLAKE_DATASET=file:$work/data/sandbox
worker/bin/commitlake track sandbox/renames sandbox/small >"$work/log" 2>&1
worker/bin/commitlake run >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }

cd "$work"
HOME=$work "$python" "$tests/iceberg.py" prepare
# PyIceberg writes "statistics missing" for columns without them.
HOME=$work "$python" "$tests/run_examples.py" "$repository/docs/query/iceberg.md" Iceberg 2>"$work/log" || { cat "$work/log" >&2; exit 1; }
HOME=$work "$python" "$tests/iceberg.py" compare data/iceberg data/sandbox
# This section reads the tables that `commitlake catalog` registers, so make them first.
COMMITLAKE_CATALOG=jdbc:sqlite:$work/data/catalog.db "$repository/worker/bin/commitlake" catalog >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }
answered=$("$python" "$tests/run_examples.py" --in-order "$repository/docs/query/iceberg.md" "Files that change together" 2>"$work/log") ||
    { cat "$work/log" >&2; exit 1; }
echo "Files that change together: $answered"
[ "$answered" = "1 blocks, 12 values" ]
# Spark 4.1 doesn't run with Java 25.
if jdk=$(sh "$repository/.mvn/find-jdk" 17 2>"$work/log"); then
    JAVA_HOME=$jdk "$python" "$tests/iceberg.py" spark "$repository/docs/query/iceberg.md" "$jar" data/sandbox 2>"$work/log" ||
        { cat "$work/log" >&2; exit 1; }
    echo "14 passed, 0 failed"
else
    cat "$work/log" >&2
    echo "11 passed, 0 failed, 3 skipped"
fi
