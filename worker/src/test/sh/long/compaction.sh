#!/usr/bin/env bash
# What docs/spark/compact.py gains: exports 1,000 repositories with two commits a month for two years, compacts the Iceberg tables, and
# times queries before and after. Prints the tables of docs/compaction.md.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../../.."
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/sandbox
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/spark
repositories=${1:-1000}
times=worker/src/test/python/compaction_times.py

mkdir "$work/histories"
"$python" "$times" histories "$work/histories" "$repositories"
serve "$work/histories"
export COMMITLAKE_DATASET=file:$work/data COMMITLAKE_CATALOG=jdbc:sqlite:$work/catalog.db COMMITLAKE_SOURCE=git
names=$(seq -f 'sandbox/r%04.0f' 0 $((repositories - 1)))
# shellcheck disable=SC2086
worker/bin/commitlake track $names >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
worker/bin/commitlake run >"$work/log" 2>&1 || { tail -20 "$work/log" >&2; exit 1; }
worker/bin/commitlake catalog
jdk=$(sh .mvn/find-jdk 17)
begun=$SECONDS
JAVA_HOME=$jdk memory=4g spark "$work/catalog.db" docs/spark/compact.py 2>"$work/log" || { grep -v INFO "$work/log" | tail -20 >&2; exit 1; }
echo "compacted in $((SECONDS - begun)) s"
HOME=$work "$python" worker/src/test/python/iceberg.py prepare
HOME=$work JAVA_HOME=$jdk memory=4g spark "$work/catalog.db" "$times" times "$work/catalog.db" "$work/data" 2>"$work/log" ||
    { grep -v INFO "$work/log" | tail -20 >&2; exit 1; }
