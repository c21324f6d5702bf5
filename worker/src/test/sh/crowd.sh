#!/usr/bin/env bash
# Ten repositories are exported at once in a cgroup of 1 GB, and the trees of three need more memory than that: the kernel
# kills no process, the three are too large, and the others are exported.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/cgroup
limit_memory $((1 << 30)) || { echo "skipped: no cgroup can be made here"; exit 0; }
# shellcheck source-path=SCRIPTDIR
. worker/src/test/sh/sandbox

# Ten equal folders, nested ten deep: a few objects, ten billion paths.
bomb() {
    git init -q --bare -b main "$1"
    object=$(echo x | git -C "$1" hash-object -w --stdin)
    mode="100644 blob"
    for ((depth = 0; depth < 10; depth++)); do
        object=$(for entry in 0 1 2 3 4 5 6 7 8 9; do printf '%s %s\t%s\n' "$mode" "$object" "$entry"; done |
            git -C "$1" mktree)
        mode="040000 tree"
    done
    commit=$(GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@example.com GIT_AUTHOR_DATE='1700000000 +0000' \
        GIT_COMMITTER_NAME=C GIT_COMMITTER_EMAIL=c@example.com GIT_COMMITTER_DATE='1700000000 +0000' \
        git -C "$1" commit-tree -m bomb "$object")
    git -C "$1" update-ref refs/heads/main "$commit"
}
mkdir "$work/histories"
names=()
for i in 1 2 3; do
    bomb "$work/histories/bomb$i.git"
    names+=("sandbox/bomb$i")
done
for i in 1 2 3 4 5 6 7; do
    cp sandbox/histories/small.bundle "$work/histories/small$i.bundle"
    names+=("sandbox/small$i")
done
serve "$work/histories"
export COMMITLAKE_DATASET=file:$work/dataset COMMITLAKE_SOURCE=git COMMITLAKE_JAVA_OPTIONS=-XX:MaxRAMPercentage=45

worker/bin/commitlake track "${names[@]}" >/dev/null
(
    echo "$BASHPID" >"$group/cgroup.procs"
    exec worker/bin/commitlake run --snapshot 2026-01-01
) >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
for words in '7 exported' '3 too-large'; do
    grep -q "$words" "$work/log" || { echo "the worker's output lacks: $words" >&2; cat "$work/log" >&2; exit 1; }
done
[ "$(kills)" -eq 0 ] || { echo "the kernel killed $(kills) processes" >&2; cat "$work/log" >&2; exit 1; }
echo "at most $(($(peak) >> 20)) MB of 1024, the page cache included"
echo "1 passed, 0 failed"
