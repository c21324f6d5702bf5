"""Plants faults in the worker, one at a time, and tells at which seed the simulation finds each.

    planted_faults.py RUNS [NAME ...]
    planted_faults.py check

Runs the seeds from 1 on, at most RUNS of them, for each fault or for those named. Fails if one isn't found, or if its
source has changed so that it can't be planted; check looks only for that. Needs the classes and the class path that
"mvn package" makes.
"""

import concurrent.futures
import dataclasses
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

import chaos

SOURCES = chaos.WORKER / "src" / "main" / "java" / "io" / "commitlake"
FOUND = re.compile(r"^seed (\d+): (.*)$", re.MULTILINE)


@dataclasses.dataclass(frozen=True)
class Fault:
    """A fault: pieces of one source file, each with its replacement."""

    words: str
    file: str
    replacements: dict[str, str]
    ledger: str = "store"

    def planted(self) -> str:
        """The source with the fault in it."""
        text = (SOURCES / self.file).read_text(encoding="utf-8")
        for original, replacement in self.replacements.items():
            if original not in text:
                sys.exit(f"{self.file} has changed: it lacks {original!r}. Mend the fault in {__file__}.")
            text = text.replace(original, replacement)
        return text


FAULTS = {
    "claim-overwrites": Fault(
        "a claim is put without `If-None-Match`",
        "ledger/StoreLedger.java",
        {
            """        return putOnce(
                Layout.claim(claim.export()), claim, Claim.class, held -> checkSame(held.export(), claim.export()));""": (
                "        storage.put(Layout.claim(claim.export()), Json.write(claim));\n        return claim;"
            )
        },
    ),
    "foreign-claim": Fault(
        "another worker's claim is taken for one's own",
        "job/export/NextExport.java",
        {"!held.equals(mine)": "false"},
    ),
    "open-after-claim": Fault(
        "an export is marked as open only after its claim",
        "job/export/NextExport.java",
        {
            "() -> ledger.open(mine.export()));\n        Claim held = ledger.claim(mine);": (
                "() -> {});\n        Claim held = ledger.claim(mine);\n        ledger.open(mine.export());"
            )
        },
    ),
    "unsettled-claim": Fault(
        "an unsettled claim is skipped",
        "ledger/ExportPosition.java",
        {
            "            if (outcome.isEmpty()) {": "            if (claim.isEmpty()) {",
            "outcome.get() instanceof": "outcome.isPresent() && outcome.get() instanceof",
        },
    ),
    "void-frontiers": Fault(
        "tips of void exports count as frontiers",
        "ledger/ExportPosition.java",
        {"if (outcome.get() instanceof Outcome.Complete) {": "{"},
    ),
    "one-frontier": Fault(
        "only the last export's tip is a frontier",
        "model/Claim.java",
        {"next.add(tip.sha());": "next.clear();\n        next.add(tip.sha());"},
    ),
    "reached-frontiers": Fault(
        "frontiers stay although the next tip reaches them",
        "model/Claim.java",
        {"        reached.ifPresent(next::removeAll);\n": ""},
    ),
    "lost-frontiers": Fault(
        "frontiers that GitHub lost are ignored",
        "job/export/ClaimExecution.java",
        {"Optional.of(earlierExports(claim, here, bounds.folder()))": "Optional.empty()"},
    ),
    "lost-noted-late": Fault(
        "a lost frontier's export doesn't count as an earlier one",
        "job/export/NextExport.java",
        {"lost.put(sha, position.next())": "lost.put(sha, Math.max(1, position.next() - 1))"},
    ),
    "void-holds": Fault(
        "the files of void exports count in place of lost frontiers",
        "job/export/EarlierCommits.java",
        {"return key -> false;": "return key -> true;"},
    ),
    "own-files-hold": Fault(
        "an export's own files count in place of lost frontiers",
        "job/export/EarlierCommits.java",
        {"number < below": "number <= below", "return key -> original;": "return key -> true;"},
    ),
    "users-asked-again": Fault(
        "users aren't kept in the ledger",
        "job/export/ClaimExecution.java",
        {
            "ledger.keepUsers(claim.export(), lookup.ids(commits.emails(), RepositoryRef.of(assignment)))": (
                "lookup.ids(commits.emails(), RepositoryRef.of(assignment))"
            )
        },
    ),
    "own-users": Fault(
        "a worker uses the users that it found, not those in the ledger",
        "ledger/StoreLedger.java",
        {
            "return putOnce(Layout.users(export), users, UserIds.class, held -> {});": (
                "putOnce(Layout.users(export), users, UserIds.class, held -> {});\n        return users;"
            )
        },
    ),
    "commits-first": Fault(
        "commits are put first",
        "job/export/ExportFiles.java",
        {
            "        putAll(written, file -> file.table() == Table.FILE_CONTENTS, progress);": (
                "        putAll(written, file -> file.table() == Table.COMMITS, progress);\n"
                "        putAll(written, file -> file.table() == Table.FILE_CONTENTS, progress);"
            )
        },
    ),
    "contents-last": Fault(
        "file contents are put with the commits",
        "job/export/ExportFiles.java",
        {
            "        putAll(written, file -> file.table() == Table.FILE_CONTENTS, progress);\n": "",
            "file -> file.table() == Table.COMMITS, progress": (
                "file -> file.table() == Table.COMMITS || file.table() == Table.FILE_CONTENTS, progress"
            ),
        },
    ),
    "contents-stay": Fault(
        "void exports keep their file contents",
        "job/export/ExportFiles.java",
        {"for (Table table : Table.values()) {": "for (Table table : Table.BY_MONTH) {"},
    ),
    "contents-forgotten": Fault(
        "a removal keeps file contents",
        "job/forget/RepositoryFiles.java",
        {"Table.values()": "Table.BY_MONTH"},
    ),
    "settle-before-put": Fault(
        "an export is settled before its files are put",
        "job/export/ClaimExecution.java",
        {
            "        files.put(written, progress);\n        Outcome held = ledger.settle(claim.export(), mine);": (
                "        Outcome held = ledger.settle(claim.export(), mine);\n        files.put(written, progress);"
            )
        },
    ),
    "outcome-overwrites": Fault(
        "an outcome overwrites another one",
        "ledger/StoreLedger.java",
        {
            "return putOnce(Layout.outcome(export), outcome, Outcome.class, held -> OutcomeFiles.check(held, export));": (
                "storage.put(Layout.outcome(export), Json.write(outcome));\n        return outcome;"
            )
        },
    ),
    "void-keeps-files": Fault(
        "void exports keep their files",
        "job/export/ExportFiles.java",
        {"keys.forEach(storage::delete);": ""},
    ),
    "void-after-one-run": Fault(
        "a claim is void after one run saw its repository gone",
        "job/export/FetchFailures.java",
        {"condition.lasting() && open.isPresent() && noted.seenBefore(run)": "condition.lasting() && open.isPresent()"},
    ),
    "void-at-upgrade": Fault(
        "a newer Git voids an older one's claim at once",
        "job/export/FormatRule.java",
        {"age.compareTo(LEFT_ALONE) < 0": "false"},
    ),
    "void-by-older": Fault(
        "an older Git voids a newer one's claim",
        "job/export/FormatRule.java",
        {"theirs.get().compareTo(mine.get()) > 0": "false"},
    ),
    "refusal-is-success": Fault(
        "a refused conditional put counts as done",
        "storage/S3ConditionalPuts.java",
        {
            "S3Exceptions.isAbsent(e)) {\n                return false;": (
                "S3Exceptions.isAbsent(e)) {\n                return true;"
            )
        },
    ),
    "error-is-success": Fault(
        "a conditional put whose answer is an error counts as done",
        "storage/S3ConditionalPuts.java",
        {'throw exceptions.translate("put", put.key(), e);': "return true;"},
    ),
    "if-match-ignored": Fault(
        "`If-Match` isn't sent",
        "storage/S3ConditionalPuts.java",
        {
            "return putIf(putTo(key).ifMatch(known(key, version)), RequestBody.fromBytes(content))": (
                "return putIf(putTo(key), RequestBody.fromBytes(content))"
            )
        },
    ),
    "merge-takes-lower": Fault(
        "`merge` takes the lower of two exports",
        "job/merge/OpenExports.java",
        {"a.number() > b.number() ? a : b": "a.number() < b.number() ? a : b"},
    ),
    "merge-lowers-rows": Fault(
        "`merge` lowers rows",
        "job/merge/RepositoryRows.java",
        {"completed.isPresent() && completed.get().number() >= exports": "completed.isPresent()"},
    ),
    "merge-overwrites": Fault(
        "`merge` and enrolment put rows without a condition",
        "dataset/RepositoryTables.java",
        {
            "if (Storage.putIfUnchanged(storage, key, RepositoriesFile.write(after, extra), stored)) {": (
                "storage.put(key, RepositoriesFile.write(after, extra));\n            if (true) {"
            )
        },
    ),
    "merge-closes-first": Fault(
        "`merge` closes exports before it sets the rows",
        "job/merge/Merge.java",
        {
            "        RepositoryRows.Changed changed = ": (
                "        read.listed().forEach(ledger::close);\n        RepositoryRows.Changed changed = "
            )
        },
    ),
    "merge-closes-unlisted": Fault(
        "`merge` closes exports before it lists them in `data_files`",
        "job/merge/Merge.java",
        {
            "added.putAll(listing.put());": (
                "all.listed().forEach(ledger::close);\n                added.putAll(listing.put());"
            )
        },
    ),
    "data-files-overwritten": Fault(
        "two merges overwrite each other's `data_files`",
        "dataset/RunDataFiles.java",
        {
            "storage.download(key, held) && (!unite(key) || storage.putIfMatch(key, union, version.get()))": (
                "storage.download(key, union) && putWhole(key)"
            ),
            "    private static SortedMap<String, Long> rows(": (
                "    private boolean putWhole(String key) {\n        storage.put(key, added);\n        return true;\n    }\n\n"
                "    private static SortedMap<String, Long> rows("
            ),
        },
    ),
    "plan-replaced": Fault(
        "planning again replaces the plan",
        "job/plan/PlanStore.java",
        {
            """        return storage.putIfAbsent(Layout.plan(plan.run()), Json.write(plan))
                ? plan
                : find(plan.run()).orElseThrow();""": (
                "        storage.put(Layout.plan(plan.run()), Json.write(plan));\n        return plan;"
            )
        },
    ),
    "states-before-plan": Fault(
        "`repository_states` is put before the plan is frozen",
        "job/plan/Plan.java",
        {
            "file.ifPresent(written -> states.stage(run, written, local));": (
                "file.ifPresent(written -> storage.put(written.key(), local));"
            )
        },
    ),
    "enrolled-twice": Fault(
        "enrolment keeps no record of a repository's file",
        "job/discovery/Enrolment.java",
        {"ledger.track(each.file(), each.repository())": "each"},
    ),
    "file-moves-back": Fault(
        "a repository leaves the file to which another worker has moved it",
        "ledger/StoreLedger.java",
        {"if (now.file() != from.file()) {": "if (false) {"},
    ),
    "row-claim-overwrites": Fault(
        "PostgreSQL: a claim overwrites another one",
        "ledger/postgres/PostgresLedger.java",
        {
            "VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT DO NOTHING": (
                "VALUES (?, ?, ?, ?, ?, ?, ?::jsonb, ?, ?, ?) ON CONFLICT (repository_id, export) DO UPDATE SET"
                " tip_sha = excluded.tip_sha, tip_at = excluded.tip_at, frontiers = excluded.frontiers"
            )
        },
        "postgres",
    ),
    "late-worker-stays": Fault(
        "`merge` leaves what late workers put of forgotten repositories",
        "job/merge/Merge.java",
        {"        removal.removeLate(late);\n": ""},
    ),
    "forgotten-enrolled": Fault(
        "enrolment adds forgotten repositories",
        "job/discovery/Enrolment.java",
        {"forgotten = ledger.forgotten().ids();": "forgotten = Set.of();"},
    ),
    "forgotten-shards": Fault(
        "a removal keeps the shards that it has replaced",
        "job/forget/RunRecords.java",
        {"        shards.keySet().forEach(storage::delete);\n": ""},
    ),
    "forgotten-over-early": Fault(
        "a removal is over at once",
        "job/forget/RepositoryRemoval.java",
        {"age.compareTo(ForgottenRepositories.LATE) > 0 ? over : notOver": "over"},
    ),
    "row-own-claim": Fault(
        "PostgreSQL: a worker takes its own claim for the row",
        "ledger/postgres/PostgresLedger.java",
        {"() -> claimed(claim.export()));": "() -> Optional.of(claim));"},
        "postgres",
    ),
    "row-own-users": Fault(
        "PostgreSQL: a worker takes its own users for the row",
        "ledger/postgres/PostgresLedger.java",
        {"() -> users(export));": "() -> Optional.of(users));"},
        "postgres",
    ),
    "row-insert-fails": Fault(
        "PostgreSQL: a repeated insert fails",
        "ledger/postgres/PostgresLedger.java",
        {"VALUES (?, ?) ON CONFLICT DO NOTHING": "VALUES (?, ?)"},
        "postgres",
    ),
    "row-not-repeated": Fault(
        "PostgreSQL: a statement whose answer is lost counts as done",
        "ledger/postgres/Statements.java",
        {
            "return database.run(operation, connection -> Sql.update(connection, sql, values)) > 0;": (
                "try {\n            return database.run(operation, connection -> {\n"
                "                try {\n                    return Sql.update(connection, sql, values);\n"
                "                } catch (java.sql.SQLException lost) {\n                    return 1;\n"
                "                }\n            }) > 0;\n        } finally {\n        }"
            )
        },
        "postgres",
    ),
    "row-age-from-worker": Fault(
        "PostgreSQL: a claim's age is too high",
        "ledger/postgres/Statements.java",
        {"clock_timestamp() - ": "clock_timestamp() + interval '1 day' - "},
        "postgres",
    ),
    "row-file-moves-back": Fault(
        "PostgreSQL: a repository leaves the file to which another worker has moved it",
        "ledger/postgres/PostgresLedger.java",
        {
            "SET file = ? WHERE repository_id = ? AND file = ?": "SET file = ? WHERE repository_id = ? AND file >= ?",
        },
        "postgres",
    ),
    "catalog-base-unchecked": Fault(
        "`catalog` commits to a table that has changed since it looked its files up",
        "job/catalog/CatalogTable.java",
        {"append.validateWith(ancestors -> base == null": "append.validateWith(ancestors -> true || base == null"},
    ),
    "catalog-looks-up-once": Fault(
        "`catalog` doesn't look its files up again after a commit that failed",
        "job/catalog/CatalogTable.java",
        {
            "List<DataFileRow> missing = RegisteredFiles": (
                "List<DataFileRow> missing = attempt > 0 ? described : RegisteredFiles"
            )
        },
    ),
    "catalog-done-early": Fault(
        "a run's first commit says that the table has all of the run's files",
        "job/catalog/CatalogUpdate.java",
        {"there.add(list, List.copyOf(some), false)": "there.add(list, List.copyOf(some), true)"},
    ),
    "catalog-keeps-forgotten": Fault(
        "`catalog` and `forget` leave the files of forgotten repositories in the tables",
        "job/catalog/CatalogTable.java",
        {"if (repositories.isEmpty()) {": "if (!repositories.isEmpty() || repositories.isEmpty()) {"},
    ),
    "catalog-tag-stays": Fault(
        "a tag stays when a later merge adds files to its date",
        "job/catalog/CatalogTable.java",
        {"change.replaceTag(tag.getKey(), tag.getValue());\n                    changes = true;": ""},
    ),
    "catalog-hint-goes-back": Fault(
        "a slow `catalog` names older metadata in `version-hint.text`",
        "job/catalog/VersionHint.java",
        {"boolean newer = there.isPresent()": "boolean newer = false && there.isPresent()"},
    ),
    "row-two-first-commands": Fault(
        "PostgreSQL: the slower of two first commands refuses the dataset that the other one made",
        "dataset/DatasetRecord.java",
        {"return find(storage).orElseThrow(() -> refused);": "throw refused;"},
        "postgres",
    ),
}


def plant(fault: Fault, folder: pathlib.Path) -> None:
    """Compiles a source file with the fault in it."""
    planted = folder / pathlib.Path(fault.file).name
    planted.write_text(fault.planted(), encoding="utf-8")
    command = [chaos.java("javac"), "-proc:none", "-nowarn", "-d", str(folder), "-cp", chaos.classpath(), str(planted)]
    subprocess.run(command, check=True)


def find(fault: Fault, runs: int) -> str | None:
    """The table's row of a fault; none if no seed finds it."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        plant(fault, folder)
        begin = time.monotonic()
        output = chaos.start(1, runs, chaos.classpath(folder), ledger=fault.ledger).communicate()[0]
        found = FOUND.search(output)
        seconds = f"{time.monotonic() - begin:.0f} s"
    if found is None and chaos.DONE.search(output) is None:
        sys.exit(f"with the fault {fault.words!r}, no simulation ran:\n{output}")
    return f"| {fault.words} | {found[1]} | {seconds} | {found[2]} |" if found else None


def main(runs: int, names: list[str]) -> None:
    unknown = set(names) - set(FAULTS)
    if unknown:
        sys.exit(f"there is no planted fault {', '.join(sorted(unknown))}; there are {', '.join(FAULTS)}")
    chosen = [FAULTS[name] for name in names or FAULTS]
    missed = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for fault, row in zip(chosen, pool.map(lambda fault: find(fault, runs), chosen), strict=True):
            print(row or f"| {fault.words} | none of {runs:,} | | |", flush=True)
            if row is None:
                missed.append(fault.words)
    if missed:
        sys.exit(f"{runs:,} simulations found none of: {'; '.join(missed)}")


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        print(len([fault.planted() for fault in FAULTS.values()]), "faults can be planted")
    else:
        main(int(sys.argv[1]), sys.argv[2:])
