#!/usr/bin/env bash
# Takes the docs' screenshots of a terminal: the progress of an export, a failed repository, status and doctor. screenshots.sh PYTHON
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../../.."
# shellcheck source-path=SCRIPTDIR/..
. worker/src/test/sh/sandbox
python=$1

# Twelve repositories with the sandbox's two histories.
mkdir "$work/histories"
for name in anvils birdseed catapults dynamite glue magnets paint rockets skates springs tornadoes wings; do
    case $name in
        a* | c* | m* | w*) history=renames ;;
        *) history=small ;;
    esac
    cp "sandbox/histories/$history.bundle" "$work/histories/$name.bundle"
done
serve "$work/histories" --limits
export COMMITLAKE_DATASET=$COMMITLAKE_DATASET/acme COMMITLAKE_SOURCE=git
terminal() { "$python" worker/src/test/python/terminal_screenshots.py --when "$1" "docs/images/$2.png" "${@:3}"; }

worker/bin/commitlake track --file <(ls "$work/histories" | sed 's/^/sandbox\//; s/\.bundle$//') >"$work/log" 2>&1
terminal "[3-8] of 12 repositories.*\n.*(writing|fetching)" progress 120 12 worker/bin/commitlake run --snapshot 2026-06-01
curl -fsS -X POST "$GITHUB_SERVER_URL/_sandbox/faults" -d '{"fault": "truncated", "kind": "git", "path": "rockets", "times": 1000}' >"$work/log"
terminal "" failure 120 24 worker/bin/commitlake run || :
terminal "" status 120 30 worker/bin/commitlake status
terminal "" doctor 120 30 worker/bin/commitlake doctor
