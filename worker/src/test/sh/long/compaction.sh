#!/usr/bin/env bash
# What docs/spark/compact.py gains: exports repositories with two commits a month, compacts the Iceberg tables, and prints a table of
# docs/compaction.md.
#   compaction.sh queries [REPOSITORIES [MONTHS]]    times six queries before and after, of 1,000 repositories with 24 months
#   compaction.sh counts [REPOSITORIES [MONTHS]]     times a count in each engine, of 1,000 repositories with 12 months
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../../.."
tests=worker/src/test/python
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/sandbox
case ${1:-} in
    queries) months=24 measure=("$tests/compaction_times.py" times "$work/catalog.db") ;;
    counts) months=12 measure=("$tests/compaction_counts.py" "$work/catalog.db" "$work/data") ;;
    *) sed -n 's/^#   //p' worker/src/test/sh/long/compaction.sh >&2; exit 2 ;;
esac
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/spark
repositories=${2:-1000}
months=${3:-$months}

mkdir "$work/histories"
"$python" "$tests/compaction_times.py" histories "$work/histories" "$repositories" "$months"
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
HOME=$work "$python" "$tests/iceberg.py" prepare
HOME=$work JAVA_HOME=$jdk memory=4g spark "$work/catalog.db" "${measure[@]}" 2>"$work/log" ||
    { grep -v INFO "$work/log" | tail -20 >&2; exit 1; }
