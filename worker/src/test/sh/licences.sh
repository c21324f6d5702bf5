#!/usr/bin/env bash
# The build refuses a dependency under the GPL, and takes one that is under the EPL as well.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r .mvn "$work"
sed 's,<module>sandbox</module>,<module>library</module>,; s,<module>worker</module>,<module>user</module>,' pom.xml >"$work/pom.xml"
mkdir "$work/library" "$work/user"

# module NAME BODY
module() {
    cat >"$work/$1/pom.xml" <<POM
<project xmlns="http://maven.apache.org/POM/4.0.0">
    <modelVersion>4.0.0</modelVersion>
    <parent><groupId>io.commitlake</groupId><artifactId>commitlake</artifactId><version>0.1.0</version></parent>
    <artifactId>$1</artifactId>
    $2
</project>
POM
}
# build LICENCE...: builds a project that depends on a library under these licences.
build() {
    module library "<licenses>$(printf '<license><name>%s</name></license>' "$@")</licenses>"
    module user "<dependencies><dependency><groupId>io.commitlake</groupId><artifactId>library</artifactId>
        <version>0.1.0</version></dependency></dependencies>"
    (cd "$work" && mvn -o -B -ntp compile license:add-third-party) >"$work/out" 2>&1
}

for refused in "GNU General Public License, version 3" "GNU Affero General Public License v3" "GNU Lesser General Public License" "Some Licence 1.0"; do
    if build "$refused"; then
        echo "the build took a dependency under \"$refused\"" >&2
        exit 1
    fi
    grep -q "License: '$refused' used by 1 dependencies" "$work/out" || { cat "$work/out" >&2; exit 1; }
done
build "GNU General Public License, version 3" "EPL 2.0" || { cat "$work/out" >&2; exit 1; }
echo "5 passed, 0 failed"
