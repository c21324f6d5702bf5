#!/usr/bin/env bash
# "make release" refuses what can't be released, and makes a signed release that runs. It works on a temporary clone.
set -euo pipefail
cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../../../.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0
failed() { cat "$work/out" >&2; echo "$1" >&2; exit 1; }
says() { grep -q -- "$1" "$work/out" || failed "the output lacks: $1"; }

# The clone has the files of this folder as they are, committed or not.
git clone -q --no-tags . "$work/clone"
git ls-files -z --deleted | (cd "$work/clone" && xargs -0 rm -f)
git ls-files -z --cached --others --exclude-standard --deduplicate |
    while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | tar --null -T - -cf - | tar -C "$work/clone" -xf -
# The jars are those of this folder, because Maven compiles for more than a minute. Maven itself only lists the libraries.
compgen -G "worker/target/commitlake-worker-*.jar" >/dev/null && [ -d worker/target/lib ] || { echo "run make build first" >&2; exit 1; }
cat >"$work/mvn" <<END
#!/usr/bin/env bash
set -euo pipefail
arguments=()
for argument; do
    case \$argument in
        package)
            mkdir -p worker/target/lib
            cp "$PWD"/worker/target/*.jar worker/target/
            # An earlier build may have left other libraries there.
            tr : '\n' <"$PWD/worker/target/test-classpath" | sed 's,.*/,,' | while read -r jar; do
                [ ! -e "$PWD/worker/target/lib/\$jar" ] || cp "$PWD/worker/target/lib/\$jar" worker/target/lib/
            done
            ;;
        -Dmaven.test.skip) ;;
        *) arguments+=("\$argument") ;;
    esac
done
exec "$(command -v mvn)" "\${arguments[@]}"
END
chmod +x "$work/mvn"

cd "$work/clone"
git config user.name "A maintainer"
git config user.email maintainer@example.com
commit() { git add -A && git commit -q --allow-empty -m "$1"; }
version=$(sed -n 's,^ *<version>\(.*\)</version>$,\1,p' pom.xml | sed -n 1p)
printf '## %s\n\n### Added\n\n- Something %s.\n\n' "$version - 2026-12-01" new "0.0.1 - 2026-01-01" old >CHANGELOG.md
ssh-keygen -q -t ed25519 -N '' -C maintainer -f "$work/key"
commit "Prepare $version"

# Without an engine, because an image takes minutes.
release() { DOCKER_HOST=unix:///nonexistent make -s release MVN="$work/mvn" "$@" >"$work/out" 2>&1; }
refuses() { # WHY TEXT ARGUMENT ...
    ! release "${@:3}" || failed "it makes a release $1"
    says "$2"
    [ ! -e target/release ] || failed "it makes files, although it refuses a release $1"
    passed=$((passed + 1))
}

refuses "without a version" 'make release VERSION=0.1.0'
refuses "of an odd version" '"1.0" isn.t a version' VERSION=1.0
refuses "of another version than the build's" "pom.xml has the version $version, not 9.9.9" VERSION=9.9.9
touch forgotten
refuses "with a file that isn't committed" '?? forgotten' "VERSION=$version"
rm forgotten
echo >>README.md
refuses "with a changed file" ' M README.md' "VERSION=$version"
git checkout -q README.md
git tag "v$version"
refuses "of a version with a tag" "git tag -d v$version" "VERSION=$version"
git tag -d "v$version" >/dev/null
sed -i "s/^## $version - .*/## Unreleased/" CHANGELOG.md
commit "Forget the changelog"
refuses "without a section in the changelog" "rename its section \"## Unreleased\" to \"## $version - " "VERSION=$version"
git reset -q --hard HEAD~1
sed -i '2,6d' CHANGELOG.md
commit "Say nothing in the changelog"
refuses "with an empty section in the changelog" 'is empty' "VERSION=$version"
git reset -q --hard HEAD~1
refuses "signed with a key that isn't there" '/nowhere", which can.t be read' "VERSION=$version" "SIGNING_KEY=$work/nowhere"
refuses "signed with an unknown key" 'add this line to release-signers' "VERSION=$version" "SIGNING_KEY=$work/key"

# The line that it asks for is enough.
grep '^release@commitlake ' "$work/out" >release-signers || failed "it doesn't say which line"
commit "Name who signs releases"
before=$(git rev-parse HEAD)
release "VERSION=$version" "SIGNING_KEY=$work/key" || failed "it makes no release"
says "git tag -a v$version .* $before"
says 'No image: no Docker engine answers'
[ -z "$(git tag -l; git status --porcelain)" ] && [ "$(git rev-parse HEAD)" = "$before" ] || failed "it changes the repository"
cd target/release
diff <(printf '%s\n' SHA256SUMS SHA256SUMS.sig "commitlake-$version.cdx.json" "commitlake-$version.tar.gz" release-notes.md) \
    <(find . -type f | sed 's,^\./,,' | LC_ALL=C sort)
passed=$((passed + 1))

diff <(printf '### Added\n\n- Something new.\n') release-notes.md || failed "the release notes aren't the changes of this version"
# As docs/release.md says.
verify() { ssh-keygen -q -Y verify -f ../../release-signers -I release@commitlake -n commitlake-release -s SHA256SUMS.sig <SHA256SUMS; }
{ verify && sha256sum -c --quiet SHA256SUMS; } >"$work/out" 2>&1 || failed "the release can't be verified"
cp SHA256SUMS "$work/sums"
sed -i 's/^./&0/' SHA256SUMS
! verify >"$work/out" 2>&1 || failed "changed checksums pass for signed ones"
cp "$work/sums" SHA256SUMS
echo >>release-notes.md
! sha256sum -c --quiet SHA256SUMS >"$work/out" 2>&1 || failed "a changed file passes for the released one"
passed=$((passed + 1))

python3 - "commitlake-$version.cdx.json" "$version" "$work/lib" <(tar -tf "commitlake-$version.tar.gz" | sed -n 's,.*/target/lib/,,p') <<'END'
import json, sys
sbom = json.load(open(sys.argv[1]))
assert sbom["bomFormat"] == "CycloneDX" and sbom["metadata"]["component"]["version"] == sys.argv[2], sbom["metadata"]
listed = {f"{part['name']}-{part['version']}" for part in sbom["components"]}
shipped = {line.strip().removesuffix(".jar") for line in open(sys.argv[4]) if line.strip()}
assert len(shipped) > 50, shipped
missing = {jar for jar in shipped if not any(jar == name or jar.startswith(name + "-") for name in listed)}
assert not missing, missing
assert not any(part["name"].startswith(("junit", "commitlake-sandbox")) for part in sbom["components"])
END
tar -C "$work" -xf "commitlake-$version.tar.gz"
(cd / && "$work/commitlake-$version/worker/bin/commitlake" --version) >"$work/out" 2>&1 || failed "the released worker doesn't run"
says "^commitlake $version\$"
head -n 1 "$work/commitlake-$version/share/man/man1/commitlake.1" | grep -qF "\"commitlake $version\"" || failed "the manual page lacks the version"
! find "$work/commitlake-$version" -newermt "$(git log -1 --format=%cI) + 1 second" | grep -q . || failed "the archive has the time of its making"
passed=$((passed + 1))
echo "$passed passed, 0 failed"
