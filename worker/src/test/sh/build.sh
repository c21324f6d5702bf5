#!/usr/bin/env bash
# "make build" prints its steps in plain lines, shows a compiler error in full, and fails when Maven fails.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r .mvn LICENSE NOTICE "$work"
sed 's,<module>sandbox</module>,<module>broken</module>,; /<module>worker</d' pom.xml >"$work/pom.xml"
mkdir -p "$work/broken/src/main/java/io/commitlake"
version=$(sed -n 's,^    <version>\(.*\)</version>$,\1,p' pom.xml)
cat >"$work/broken/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <parent><groupId>io.commitlake</groupId><artifactId>commitlake</artifactId><version>$version</version></parent>
    <artifactId>commitlake-broken</artifactId>
</project>
POM
source=$work/broken/src/main/java/io/commitlake/Broken.java

build() { (cd "$work" && sh .mvn/build mvn -o) >"$work/out" 2>&1; }
failed() { cat "$work/out" >&2; echo "$1" >&2; exit 1; }
says() { grep -q -- "$1" "$work/out" || failed "the output of the build lacks: $1"; }
plain() { ! grep -qE $'\033|^\\[(INFO|WARNING)\\]' "$work/out" || failed "the build prints more than its steps and errors"; }

printf 'package io.commitlake;\n\nfinal class Broken {\n    private Broken(Unknown word) {}\n}\n' >"$source"
! build || failed "the build passes with a source that doesn't compile"
says '^Compiling the broken \.\.\.$'
says '^\[ERROR\] .*Broken.java:\[4,'
says 'class Unknown'
plain

printf 'package io.commitlake;\n\nfinal class Broken {\n    private Broken() {}\n}\n' >"$source"
build || failed "the build fails"
says '^Packing the broken \.\.\.$'
plain
echo "2 passed, 0 failed"
