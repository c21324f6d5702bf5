"""Turns a list of packages into one that osv-scanner reads: Maven's plugins, or DEBIAN.txt of the worker's image."""

import json
import re
import sys

# org.apache.maven.plugins:maven-jar-plugin:maven-plugin:3.4.2:runtime, and the same for libraries
MAVEN = re.compile(r"^\s+([\w.-]+:[\w.-]+):[\w-]+(?::[\w-]+)??:(\d[\w.+-]*)(?::\w+)?\s*$")
# git 1:2.47.3-0+deb13u1 (source: git 1:2.47.3-0+deb13u1)
DEBIAN = re.compile(r"^\S+ \S+ \(source: (\S+) (\S+)\)$")


def main(ecosystem: str) -> None:
    pattern = MAVEN if ecosystem == "Maven" else DEBIAN
    found = sorted({match.groups() for line in sys.stdin if (match := pattern.match(line.rstrip("\n")))})
    if not found:
        sys.exit(f"the list names no package of {ecosystem}")
    packages = [{"package": {"name": name, "version": version, "ecosystem": ecosystem}} for name, version in found]
    json.dump({"results": [{"packages": packages}]}, sys.stdout, indent=1)


if __name__ == "__main__":
    main(sys.argv[1])
