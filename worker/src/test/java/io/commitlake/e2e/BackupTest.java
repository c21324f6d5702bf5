package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.work.Workspace;
import io.commitlake.testing.Postgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A dataset that is restored with the commands of {@code docs/backup.md} goes on as if nothing had been lost. */
class BackupTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```sh\n(.*?)^ *```$");
    private static final int BACK_UP = 0;
    private static final int RESTORE = 1;
    private static final int REBUILD = 2;

    @TempDir
    Path folder;

    private Postgres server;
    private String database;
    private Stack stack;
    private Path lake;
    private Path backup;

    @BeforeEach
    void start() throws IOException {
        server = Postgres.start();
        database = server.newDatabase();
        lake = folder.resolve("lake");
        backup = Files.createDirectory(folder.resolve("backup"));
        stack = new Stack(folder, Stack.shipped()).set("COMMITLAKE_SOURCE", "git");
        stack.into(lake);
        Postgres.settings(database).forEach(stack::set);
        stack.track("small", "renames").ended(0);
        run("2021-01-01");
        run("2022-01-01");
    }

    @AfterEach
    void stop() {
        if (stack != null) {
            stack.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private void run(String snapshot) {
        stack.commitlake("run", "--snapshot", snapshot).ended(0);
    }

    private void page(int block) throws IOException, InterruptedException {
        List<String> blocks = blocks("backup.md");
        assertThat(blocks).hasSize(3);
        execute(blocks.get(block));
    }

    /** The shell commands of a page. */
    private static List<String> blocks(String page) throws IOException {
        return BLOCK.matcher(Files.readString(Path.of("../docs").resolve(page)))
                .results()
                .map(found -> found.group(2))
                .toList();
    }

    /** Runs the worker's commands in this process, and all others in a shell. */
    private void execute(String block) throws IOException, InterruptedException {
        for (String line : block.lines().map(String::strip).toList()) {
            if (line.startsWith("commitlake ")) {
                String command = line.replace("$COMMITLAKE_LEDGER", database).replace("\"", "");
                stack.commitlake(command.substring("commitlake ".length()).split(" "))
                        .ended(0);
            } else {
                shell(line);
            }
        }
    }

    private void shell(String line) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("bash", "-ec", line).redirectErrorStream(true);
        shell.environment().putAll(server.variables(database));
        shell.environment().putAll(Map.of("LAKE", lake.toString(), "BACKUP", backup.toString()));
        Process process = shell.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", line, output).isZero();
    }

    private void loseTheDatabase() throws IOException, InterruptedException {
        shell("dropdb \"$PGDATABASE\"");
    }

    private void loseTheDataset() {
        Workspace.remove(lake);
        assertThat(lake).doesNotExist();
    }

    private void assertFault(String... words) {
        Stack.Result result = stack.commitlake("validate", "--all").ended(7);
        assertThat(result.out() + result.err()).contains(words);
    }

    /** The next run is valid, and the data files are those of a dataset that ran the same snapshots and lost nothing. */
    private void assertNothingIsLost(String... snapshots) {
        stack.commitlake("validate", "--all").ended(0);
        SortedMap<String, String> restored = stack.commitTables();
        stack.into(folder.resolve("undisturbed")).set("COMMITLAKE_LEDGER", "");
        stack.track("small", "renames").ended(0);
        run("2021-01-01");
        run("2022-01-01");
        for (String snapshot : snapshots) {
            run(snapshot);
        }
        assertThat(restored).isNotEmpty().isEqualTo(stack.commitTables());
    }

    @Test
    void theNextRunAfterARestoreWritesTheSameBytes() throws IOException, InterruptedException {
        page(BACK_UP);
        run("2024-01-01");
        loseTheDatabase();
        loseTheDataset();

        page(RESTORE);

        run("2024-01-01");
        run("2026-01-01");
        assertNothingIsLost("2024-01-01", "2026-01-01");
    }

    @Test
    void anOlderLedgerIsNoticedAndRebuilt() throws IOException, InterruptedException {
        page(BACK_UP);
        run("2024-01-01");
        loseTheDatabase();
        shell(
                "createdb \"$PGDATABASE\" && pg_restore --exit-on-error --dbname=\"$PGDATABASE\" \"$BACKUP/ledger.dump\"");
        assertFault("1000");

        page(REBUILD);

        run("2026-01-01");
        assertNothingIsLost("2024-01-01", "2026-01-01");
    }

    @Test
    void anOlderDatasetIsNoticedAndItsExportsAreMadeAgain() throws IOException, InterruptedException {
        page(BACK_UP);
        run("2024-01-01");
        loseTheDataset();
        shell("cp -a \"$BACKUP/dataset\" \"$LAKE\"");
        // The ledger takes the export for complete, so this run exports nothing.
        stack.commitlake("run", "--snapshot", "2024-01-01").ended(7);
        assertFault("commits_1000-2.parquet: is missing");

        page(REBUILD);

        run("2024-01-01");
        run("2026-01-01");
        assertNothingIsLost("2024-01-01", "2026-01-01");
    }

    @Test
    void aLedgerAtAnotherAddressNeedsTheNewOneInTheRecord() throws IOException, InterruptedException {
        page(BACK_UP);
        String other = server.newDatabase();
        loseTheDatabase();
        loseTheDataset();
        String lost = database;
        database = other;
        shell("pg_restore --exit-on-error --dbname=\"$PGDATABASE\" \"$BACKUP/ledger.dump\""
                + " && cp -a \"$BACKUP/dataset\" \"$LAKE\"");
        Postgres.settings(other).forEach(stack::set);
        assertThat(stack.commitlake("status").ended(3).err()).contains(lost, other, "_commitlake/dataset.json");

        Path record = lake.resolve("_commitlake/dataset.json");
        Files.writeString(record, Files.readString(record).replace(lost, other));

        run("2026-01-01");
        assertNothingIsLost("2026-01-01");
    }

    /** {@code docs/upgrade.md}: an earlier version can't use the tables that a later one has changed. */
    @Test
    void anEarlierVersionMakesItsOwnLedgerAfterARollBack() throws IOException, InterruptedException {
        shell(
                "psql --quiet --command=\"INSERT INTO commitlake.flyway_schema_history SELECT 99, '99', description, type,"
                        + " script, checksum, installed_by, installed_on, execution_time, true"
                        + " FROM commitlake.flyway_schema_history WHERE version = '1'\"");
        assertThat(stack.commitlake("run", "--snapshot", "2026-01-01").ended(3).err())
                .contains("later version", "99");
        List<String> blocks = blocks("upgrade.md");
        assertThat(blocks).hasSize(1);
        List<String> commands = blocks.getFirst().lines().toList();

        execute(commands.getFirst());
        stack.set("COMMITLAKE_LEDGER", database + "?currentSchema=before");
        execute(commands.getLast());

        run("2026-01-01");
        assertNothingIsLost("2026-01-01");
    }
}
