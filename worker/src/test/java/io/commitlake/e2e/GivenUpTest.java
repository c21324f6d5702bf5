package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims that no worker can complete any more become void and leave no files; exports go on with the next number. */
class GivenUpTest {
    private OneRepository one;

    @BeforeEach
    void serve(@TempDir Path folder) {
        one = new OneRepository(folder);
    }

    @AfterEach
    void stop() {
        one.close();
    }

    private void validate(int code) {
        one.stack.commitlake("validate", "--all").ended(code);
    }

    @Test
    void aClaimOfALostTipIsGivenUpAndTheNextMergeRemovesALateWorkersFiles() throws IOException {
        String second = one.commit("main");
        one.add("2022-01-01", "lost");
        one.killBeforeOutcome("killed", 1);
        Map<String, byte[]> lateFiles = new HashMap<>();
        for (String key : one.filesOf(1)) {
            lateFiles.put(key, Files.readAllBytes(one.stack.dataset().resolve(key)));
        }
        assertThat(lateFiles).hasSize(3);
        one.rewrite(one.repo.commit("2022-02-01T00:00:00Z", "kept", "k\n", second));

        one.export("after");

        assertThat(one.outcome(1)).contains("void", "no longer has its tip");
        assertThat(one.filesOf(1)).isEmpty();
        assertThat(one.filesOf(2)).hasSize(3);
        one.stack.oracle("anvils", 1000);
        validate(0);

        for (Map.Entry<String, byte[]> file : lateFiles.entrySet()) {
            Path place = one.stack.dataset().resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.write(place, file.getValue());
        }
        validate(0);
        one.step("merge", "after").ended(0);
        assertThat(one.filesOf(1)).isEmpty();
    }

    @Test
    void filesOfAVoidExportDoNotCountAsExportedWhenAFrontierIsLost() {
        String root = one.commit("main~1");
        one.rewrite(one.repo.commit("2022-01-01T00:00:00Z", "sibling", "s\n", root));
        one.export("sibling");
        one.add("2022-02-01", "a");
        String b = one.add("2022-02-02", "b");
        one.add("2022-02-03", "c");
        one.killBeforeOutcome("killed", 2);
        one.settleAsVoid(2, Instant.now());
        assertThat(one.filesOf(2)).hasSize(3);
        one.rewrite(one.repo.commit("2022-03-01T00:00:00Z", "d", "d\n", b));

        one.export("after");

        assertThat(one.filesOf(2)).isEmpty();
        one.stack.oracle("anvils", 1000, "--allow-extra-commits");
        validate(0);
    }

    @Test
    void validateNamesFilesOfAVoidExportOnlyAfterADay() throws IOException {
        one.add("2022-01-01", "third");
        one.killBeforeOutcome("killed", 1);
        one.settleAsVoid(1, Instant.now().minus(Duration.ofHours(23)));
        validate(0);
        Path opened = one.stack.dataset().resolve("_commitlake/ledger/open/1000-1");
        List<String> left = one.filesOf(1);
        assertThat(left).hasSize(3);

        Files.delete(one.record("outcomes", 1));
        one.settleAsVoid(1, Instant.now().minus(Duration.ofHours(25)));
        assertThat(one.stack.commitlake("validate", "--all").ended(7).err()).contains(left);

        assertThat(opened).exists();
        one.step("merge", "killed").ended(0);
        assertThat(one.filesOf(1)).isEmpty();
        assertThat(opened).doesNotExist();
        validate(0);
        one.export("after");
        one.stack.oracle("anvils", 1000);
    }

    /** Leaves a claim of another worker with another row format, made this long ago. */
    private void claimWithRowFormat(String version, Duration age) throws IOException {
        claimWith("\"rows \\d+ ", "\"rows " + version + " ", age);
    }

    private void claimWith(String pattern, String replacement, Duration age) throws IOException {
        one.add("2022-01-01", "third");
        one.killBeforeOutcome("killed", 1);
        Path claim = one.record("claims", 1);
        String mine = Files.readString(claim);
        String other = mine.replaceFirst(pattern, replacement);
        assertThat(other).isNotEqualTo(mine);
        Files.writeString(claim, other);
        Files.setLastModifiedTime(claim, FileTime.from(Instant.now().minus(age)));
    }

    /** Asserts that the repository fails by name and keeps its claim and files; returns the errors. */
    private String assertFailsByName(String run) {
        one.plan(run);
        Stack.Result ended = one.extract(run).ended(4);
        assertThat(ended.out()).contains("1 failed");
        assertThat(one.record("outcomes", 1)).doesNotExist();
        assertThat(one.filesOf(1)).hasSize(3);
        return ended.err();
    }

    @Test
    void aClaimOfANewerFormatIsNeverGivenUp() throws IOException {
        claimWithRowFormat("99", Duration.ofDays(30));

        assertThat(assertFailsByName("after"))
                .contains("sandbox/anvils", "1000-1", "rows 99 git", "rows 4 git", "isn't newer");
    }

    @Test
    void aClaimOfAnUnknownFormatIsNeverGivenUp() throws IOException {
        claimWithRowFormat("99 of another kind", Duration.ofDays(30));

        assertThat(assertFailsByName("after")).contains("rows 99 of another kind", "isn't newer");
    }

    @Test
    void aClaimThatKeepsPeopleOtherwiseIsNeverExecutedOrGivenUp() throws IOException {
        claimWith("rows \\d+ (.*), people clear", "rows 0 $1, people none", Duration.ofDays(30));
        SortedMap<String, Object> before = one.stack.written();

        assertThat(assertFailsByName("after"))
                .contains("sandbox/anvils", "1000-1", "people none", "keeps people as clear")
                .contains("_commitlake/dataset.json", "claim in the ledger", "restore");
        assertThat(one.stack.written()).isEqualTo(before);
    }

    @Test
    void aClaimOfAnOlderFormatIsLeftToItsWorkerForADay() throws IOException {
        claimWithRowFormat("0", Duration.ofHours(23));
        Instant since = Files.getLastModifiedTime(one.record("claims", 1)).toInstant();

        assertThat(assertFailsByName("after"))
                .contains("sandbox/anvils", "1000-1", "rows 0 git", "rows 4 git")
                .contains("after " + since.plus(Duration.ofDays(1)).toString().substring(0, 10));
    }

    @Test
    void aClaimOfAnOlderFormatIsGivenUpAfterADay() throws IOException {
        claimWithRowFormat("0", Duration.ofHours(25));

        one.export("after");

        assertThat(one.outcome(1)).contains("void", "rows 0 git");
        assertThat(one.filesOf(1)).isEmpty();
        one.stack.oracle("anvils", 1000);
        validate(0);
    }

    @Test
    void aClaimOfAGoneRepositoryIsGivenUpInTheSecondRunThatFindsItGone() {
        one.add("2022-01-01", "third");
        one.killBeforeOutcome("killed", 1);
        one.gitHubShows(Map.of("standing", "gone"));

        assertThat(one.export("first")).contains("1 gone");
        assertThat(one.extract("first").ended(0).out()).contains("1 gone");
        assertThat(one.record("outcomes", 1)).doesNotExist();
        assertThat(one.filesOf(1)).hasSize(3);

        assertThat(one.export("second")).contains("1 gone");
        assertThat(one.outcome(1)).contains("void", "gone");
        assertThat(one.filesOf(1)).isEmpty();
        validate(0);
    }

    @Test
    void aClaimIsGivenUpWhenItsRepositoryIsGoneAndThenBlocked() {
        one.add("2022-01-01", "third");
        one.killBeforeOutcome("killed", 1);
        one.gitHubShows(Map.of("standing", "gone"));
        one.export("first");
        one.gitHubShows(Map.of("standing", "blocked"));

        assertThat(one.export("second")).contains("1 blocked");
        assertThat(one.outcome(1)).contains("void", "blocked");
    }

    @Test
    void aClaimIsKeptWhenItsRepositoryComesBackInBetween() {
        one.add("2022-01-01", "third");
        one.killBeforeOutcome("killed", 1);
        one.gitHubShows(Map.of("standing", "gone"));
        one.export("first");
        one.gitHubShows(Map.of());
        one.plan("seen");
        assertThat(one.stack.commitlake("status").ended(0).out()).doesNotContain("gone");
        one.gitHubShows(Map.of("standing", "gone"));

        assertThat(one.export("second")).contains("1 gone");
        assertThat(one.record("outcomes", 1)).doesNotExist();

        one.gitHubShows(Map.of());
        assertThat(one.export("third")).contains("1 exported");
        assertThat(one.stack.commitlake("status").ended(0).out()).doesNotContain("gone");
        one.stack.oracle("anvils", 1000);
    }
}
