package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code validate --run} checks what the run exported, {@code --all} everything, and both may be cut into shards. */
class RunCheckTest {
    private static final String[] RUN = {"--snapshot", OneRepository.SNAPSHOT, "--run", "r"};

    private OneRepository one;

    @BeforeEach
    void exportTwice(@TempDir Path folder) {
        one = new OneRepository(folder);
        one.add("2022-01-01", "third");
        one.export("r");
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private String validate(int code, String[] run, String... more) {
        Stack.Result result = one.stack
                .commitlake(Stream.of(Stream.of("validate"), Stream.of(run), Stream.of(more))
                        .flatMap(part -> part)
                        .toArray(String[]::new))
                .ended(code);
        return result.out() + result.err();
    }

    private String all(int code, String... more) {
        return validate(code, new String[] {"--all"}, more);
    }

    private void damage(String key) throws IOException {
        Path file = one.stack.dataset().resolve(key);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void aRunReadsItsOwnFilesAndTheCommitsThatTheyContinue() throws IOException {
        assertThat(validate(0, RUN)).contains("validated: 1 commit of 1 repository in 3 files, no faults");

        String earlier = "file_changes/repository_id=1000/commit_month=2020-01/file_changes_1000-0.parquet";
        damage(earlier);
        validate(0, RUN);
        assertThat(all(7)).contains(earlier);

        String own = "file_changes/repository_id=1000/commit_month=2022-01/file_changes_1000-1.parquet";
        damage(own);
        assertThat(validate(7, RUN)).contains(own).doesNotContain(earlier);
    }

    @Test
    void aLostParentIsReportedEvenIfAnEarlierRunExportedIt() throws IOException {
        Files.delete(
                one.stack.dataset().resolve("commits/repository_id=1000/commit_month=2020-01/commits_1000-0.parquet"));

        assertThat(validate(7, RUN)).contains("is a parent here but isn't in the dataset");
    }

    @Test
    void aShardOfARunReportsTheFaultsOfItsRepositoriesAndHasItsOwnReport() throws IOException {
        String own = "commits/repository_id=1000/commit_month=2022-01/commits_1000-1.parquet";
        damage(own);

        assertThat(validate(7, RUN, "--shard", "0")).contains(own);
        assertThat(one.stack.dataset().resolve("_commitlake/reports/r/validate-0.json"))
                .content()
                .contains(own);
        assertThat(validate(3, RUN, "--shard", "1")).contains("has no shard 1");
    }

    @Test
    void oneShardOfTheDatasetHasTheRepository() throws IOException {
        String file = "commits/repository_id=1000/commit_month=2020-01/commits_1000-0.parquet";
        damage(file);

        assertThat(all(7, "--shard", "0", "--shards", "2")).contains(file);
        assertThat(all(0, "--shard", "1", "--shards", "2")).contains("0 commits of 0 repositories");
        assertThat(all(2, "--shard", "2", "--shards", "2")).contains("there is no shard 2 of 2");
        all(2, "--shards", "2");
        validate(2, RUN, "--shard", "0", "--shards", "2");
    }

    @Test
    void aBadRecordOfTheLedgerIsAFaultOfItsRepository() throws IOException {
        Files.writeString(one.record("outcomes", 1), "garbage");

        assertThat(validate(7, RUN)).contains("_commitlake/ledger/claims/1000/", "outcomes/1000/1.json");
        assertThat(all(7)).contains("_commitlake/ledger/claims/1000/", "outcomes/1000/1.json");
    }
}
