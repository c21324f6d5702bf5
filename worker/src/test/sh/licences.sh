#!/usr/bin/env bash
# The build refuses a library under the GPL, the AGPL, the LGPL or an unknown licence, but takes one that also offers the EPL.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

JAVA_HOME=$(sh .mvn/find-jdk)
export JAVA_HOME
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r .mvn "$work"
version=$(sed -n 's,^    <version>\(.*\)</version>$,\1,p' pom.xml)

# module NAME BODY adds a module to a project with this repository's pom.xml.
module() {
    mkdir -p "$work/$1"
    cat >"$work/$1/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <parent><groupId>io.commitlake</groupId><artifactId>commitlake</artifactId><version>$version</version></parent>
    <artifactId>$1</artifactId>
    $2
</project>
POM
    modules+=" <module>$1</module>"
}
# library LICENCE... adds a library under any of these licences, on which the module "user" depends.
library() {
    local name=library-${#dependencies}
    module "$name" "<licenses>$(printf '<license><name>%s</name></license>' "$@")</licenses>"
    dependencies+="<dependency><groupId>io.commitlake</groupId><artifactId>$name</artifactId><version>$version</version></dependency>"
}
build() {
    module user "<dependencies>$dependencies</dependencies>"
    sed "s,<module>sandbox</module>,$modules,; /<module>worker</d" pom.xml >"$work/pom.xml"
    (cd "$work" && mvn -o -B -ntp compile org.codehaus.mojo:license-maven-plugin:add-third-party) >"$work/out" 2>&1
}
failed() { cat "$work/out" >&2; echo "$1" >&2; exit 1; }

modules='' dependencies=''
library "GNU General Public License, version 3" "EPL 2.0"
build || failed "the build refuses a library under the GPL or the EPL"

refused=("GNU General Public License, version 3" "GNU Affero General Public License v3" "GNU Lesser General Public License" "Some Licence 1.0")
modules='' dependencies=''
for licence in "${refused[@]}"; do library "$licence"; done
! build || failed "the build takes libraries under ${refused[*]}"
for licence in "${refused[@]}"; do
    grep -q "License: '$licence' used by 1 dependencies" "$work/out" || failed "the build says nothing of \"$licence\""
done
echo "5 passed, 0 failed"
