#!/usr/bin/env bash
# Commits of 100,000 files export with a Java heap of 256 MB, and the bytes depend neither on the number of processors (rows
# are written in as many lanes) nor on the number of workers.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

work=$(mktemp -d)
sandbox=
trap '[ -z "$sandbox" ] || kill "$sandbox" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

# The three commits add all files, change each, and move all; the files are tiny.
mkdir "$work/histories"
git init -q --bare -b main "$work/histories/wide.git"
awk 'function commit(year) {
         print "commit refs/heads/main\ncommitter C <c@example.com> " (year - 1970) * 31557600 " +0000\ndata 5\nwide\n"
     }
     function file(folder, i, text) {
         printf "M 100644 inline %s/%d/%d.txt\ndata %d\n%s\n", folder, i / 1000, i, length(text), text
     }
     BEGIN {
         commit(2020); for (i = 0; i < 100000; i++) file("old", i, i "\n")
         commit(2021); for (i = 0; i < 100000; i++) file("old", i, i "\nmore\n")
         commit(2022); print "R old new\n"
     }' | git -C "$work/histories/wide.git" fast-import --quiet
cp -r "$work/histories/wide.git" "$work/histories/wider.git"
cp sandbox/histories/*.bundle "$work/histories"

sandbox/bin/sandbox --histories "$work/histories" --s3-data "$work/s3" >"$work/exports" &
sandbox=$!
for ((tried = 0; tried < 600; tried++)); do
    ! grep -q COMMITLAKE_DATASET "$work/exports" || break
    kill -0 "$sandbox" || { echo "the sandbox ended" >&2; exit 1; }
    sleep 0.1
done
set -a
# shellcheck disable=SC1091
. "$work/exports"
set +a
export COMMITLAKE_WORK_DIR=$work/work COMMITLAKE_SOURCE=git

exported() {
    export COMMITLAKE_DATASET=file:$work/$1 COMMITLAKE_JAVA_OPTIONS="-Xmx256m -XX:ActiveProcessorCount=$2"
    worker/bin/commitlake track sandbox/small sandbox/renames sandbox/wide sandbox/wider >/dev/null
    worker/bin/commitlake run --snapshot 2026-01-01 --workers "$3" >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
    grep -c 'sandbox/wide.*: 3 commits, 600,003 rows' "$work/log" | grep -qx 2 || { cat "$work/log" >&2; exit 1; }
}
tables() {
    (cd "$1" && find commits file_changes file_states -type f -print0 | sort -z | xargs -0 sha256sum)
}

exported one 1 1
exported many 4 10
worker/bin/commitlake validate --all
diff <(tables "$work/one") <(tables "$work/many")
echo "the same bytes in $(tables "$work/many" | wc -l) files"
echo "1 passed, 0 failed"
