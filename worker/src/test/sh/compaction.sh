#!/usr/bin/env bash
# docs/spark/compact.py copies a dataset's Iceberg tables into large files, each row once, also if it is interrupted, or another one is
# faster. Without Java 17, which Spark needs, it is skipped.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."
jdk=$(sh .mvn/find-jdk 17) || { echo "skipped: Spark needs Java 17" >&2; exit 0; }
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/spark

grep -qF "$package" docs/compaction.md || { echo "docs/compaction.md doesn't name $package, which is tested" >&2; exit 1; }

serve sandbox/histories
export COMMITLAKE_DATASET=file:$work/data COMMITLAKE_CATALOG=jdbc:sqlite:$work/catalog.db
worker/bin/commitlake track sandbox/renames sandbox/small >"$work/log" 2>&1
worker/bin/commitlake run --snapshot 2023-01-01 >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
HOME=$work "$python" worker/src/test/python/iceberg.py prepare
# Most of the time goes to Java's and Spark's own compilers, which gain nothing in so short a run.
HOME=$work JAVA_HOME=$jdk spark "$work/catalog.db" --driver-java-options -XX:TieredStopAtLevel=1 --conf spark.sql.codegen.wholeStage=false \
    worker/src/test/python/compaction.py "$work/data" "$work/compacted" 2>"$work/log" || { grep -v INFO "$work/log" >&2; exit 1; }
