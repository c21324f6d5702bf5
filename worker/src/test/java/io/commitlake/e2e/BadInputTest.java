package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BadInputTest {
    private static final String[] PLAN = {"plan", "--snapshot", "2021-01-01", "--run", "r"};
    private static final String[] PLAN_AGAIN = {"plan", "--snapshot", "2021-01-01", "--run", "again"};
    private static final String[] EXTRACT = {"extract", "--snapshot", "2021-01-01", "--run", "r", "--shard", "0"};

    @TempDir
    static Path folder;

    private static Stack stack;

    @BeforeAll
    static void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        Repo.create(histories, "empty");
        Repo good = Repo.create(histories, "good");
        good.branch("main", good.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        Repo dangling = Repo.create(histories, "dangling");
        dangling.branch("side", dangling.commit("2020-01-01T00:00:00Z", "a", "1\n"));
        stack = new Stack(folder, histories);
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    private static Stack.Result with(String name, String value, String... aBadArgumentIsNamedWithTheWayOut) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put(name, value);
        return stack.commitlake(environment, aBadArgumentIsNamedWithTheWayOut);
    }

    @Test
    void aMissingOrBadSettingIsNamed() {
        assertThat(with("COMMITLAKE_DATASET", "", "status").ended(3).err())
                .contains("COMMITLAKE_DATASET", "set it", "s3://bucket/prefix", "file:/folder");
        assertThat(with("COMMITLAKE_DATASET", "gs://x", "status").ended(3).err())
                .contains("gs://x", "s3://");
        assertThat(with("COMMITLAKE_WORKERS", "many", "status").ended(3).err())
                .contains("COMMITLAKE_WORKERS", "many", "a whole number");
        assertThat(with("COMMITLAKE_SOURCE", "svn", "status").ended(3).err())
                .contains("COMMITLAKE_SOURCE", "svn", "git");
        assertThat(with("COMMITLAKE_PEOPLE", "Clear", "status").ended(3).err())
                .contains("COMMITLAKE_PEOPLE", "\"Clear\"", "clear, hashed or none");
        assertThat(stack.commitlake("status", "--people", "some").ended(3).err())
                .contains("--people", "\"some\"", "clear, hashed or none");
        assertThat(with("COMMITLAKE_MAX_REPOSITORY_DISK", "999999999999T", "status")
                        .ended(3)
                        .err())
                .contains("COMMITLAKE_MAX_REPOSITORY_DISK", "999999999999T", "20GB");
        assertThat(with("GITHUB_API_URL", "nowhere", "status").ended(3).err()).contains("GITHUB_API_URL", "nowhere");
    }

    @Test
    void aStoreThatRefusesOrCannotBeReachedIsNamed() {
        assertThat(with("COMMITLAKE_DATASET", "s3://no-such-bucket", "status")
                        .ended(3)
                        .err())
                .contains("no-such-bucket");
        assertThat(with("AWS_SECRET_ACCESS_KEY", "wrong", "status").ended(3).err())
                .contains("AWS_SECRET_ACCESS_KEY");
        assertThat(with("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9", "status")
                        .ended(6)
                        .err())
                .contains("http://127.0.0.1:9", "AWS_ENDPOINT_URL_S3");
    }

    @Test
    void aRefusedTokenIsAnErrorAndAMissingTokenIsReported() {
        assertThat(with("GITHUB_TOKENS", "wrong-token-123", "track", "sandbox/good")
                        .ended(3)
                        .err())
                .contains("GITHUB_TOKENS")
                .doesNotContain("wrong-token-123");
        assertThat(with("GITHUB_TOKENS", "", "track", "sandbox/good").ended(0).out())
                .contains("without a token");
    }

    /** Makes a dataset in a folder of this name and plans one repository; returns the environment for it. */
    private static Map<String, String> plan(String name) {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("COMMITLAKE_DATASET", "file:" + folder.resolve(name));
        environment.put("COMMITLAKE_SOURCE", "git");
        stack.commitlake(environment, "track", "sandbox/good").ended(0);
        stack.commitlake(environment, PLAN).ended(0);
        return environment;
    }

    @Test
    void aRefusedTokenStopsPlanAndExtract() {
        Map<String, String> environment = plan("token");
        environment.put("GITHUB_TOKENS", "wrong-token-123");

        for (String[] command : new String[][] {PLAN_AGAIN, EXTRACT}) {
            Stack.Result refused = stack.commitlake(environment, command).ended(3);
            assertThat(refused.err()).contains("GITHUB_TOKENS");
            assertThat(refused.err() + refused.out()).doesNotContain("wrong-token-123");
        }
        environment.put("GITHUB_TOKENS", stack.environment().getOrDefault("GITHUB_TOKENS", ""));
        assertThat(stack.commitlake(environment, EXTRACT).ended(0).out()).contains("1 exported");
    }

    @Test
    void aGitHubThatCannotBeReachedStopsPlanAndExtract() {
        Map<String, String> environment = plan("unreachable");
        for (String name : new String[] {"GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL"}) {
            environment.put(name, "http://127.0.0.1:9");
        }

        for (String[] command : new String[][] {PLAN_AGAIN, EXTRACT}) {
            Stack.Result unreachable = stack.commitlake(environment, command).ended(5);
            assertThat(unreachable.err()).contains("http://127.0.0.1:9").doesNotContain("answers 0");
        }
        environment.putAll(stack.sandbox().environment());
        environment.put("COMMITLAKE_DATASET", "file:" + folder.resolve("unreachable"));
        assertThat(stack.commitlake(environment, EXTRACT).ended(0).out()).contains("1 exported");
    }

    @Test
    void aRepositoryWithoutADefaultBranchHasAnOutcomeAndTheOthersGoOn() {
        Map<String, String> environment = plan("dangling");
        stack.commitlake(environment, "track", "sandbox/dangling").ended(0);

        Stack.Result run =
                stack.commitlake(environment, "run", "--snapshot", "2021-01-01").ended(0);

        assertThat(run.out()).contains("1 exported", "1 empty");
        assertThat(stack.commitlake(environment, "status").ended(0).out()).contains("its default branch has no commit");
    }

    @Test
    void aPlanThatCannotBeReadIsNamed() throws IOException {
        Map<String, String> environment = plan("garbled");
        Path plan = folder.resolve("garbled/_commitlake/plans/r/plan.json");
        Files.writeString(plan, "{\"run\": ");

        assertThat(stack.commitlake(environment, EXTRACT).ended(7).err())
                .contains("_commitlake/plans/r/plan.json", "can't be read");
    }

    @Test
    void anUnknownNameDoesNotStopTheOthersAndAnEmptyRepositoryHasAnOutcome() {
        assertThat(stack.track("nowhere", "good", "empty").ended(3).err())
                .contains("sandbox/nowhere is not tracked: GitHub shows no repository of that name", "spelling")
                .doesNotContain("{", "404");
        Stack.Result run = stack.commitlake("run").ended(0);

        assertThat(run.out()).contains("1 commit,").contains("1 empty");
        assertThat(stack.commitlake("status").ended(0).out()).contains("empty");
        assertThat(stack.commitlake("track", "not a name").ended(2).err())
                .contains("\"not a name\" isn't a repository's name", "owner/name");
    }

    @Test
    void aFailedLookUpOfANameIsWorthARetryAndDoesNotStopTheOthers() {
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("COMMITLAKE_DATASET", "file:" + folder.resolve("flaky"));
        stack.sandbox()
                .inject(FaultRule.of(new Fault.Status(500))
                        .path("/repos/sandbox/nowhere")
                        .always());
        try {
            Stack.Result tracked = stack.commitlake(environment, "track", "sandbox/nowhere", "sandbox/good")
                    .ended(4);
            assertThat(tracked.out()).contains("1 added");
            assertThat(tracked.err()).contains("sandbox/nowhere", "500").doesNotContain("<html");
        } finally {
            stack.sandbox().clearFaults();
        }
    }

    @Test
    void aBadFileOfNamesIsReportedWithTheLineAndTheReason() throws IOException {
        Path names = Files.writeString(folder.resolve("names.txt"), "sandbox/good # the first\n\nno name\nflask\n");
        assertThat(stack.commitlake("track", "--file", names.toString())
                        .ended(2)
                        .err())
                .contains(names + ":3: \"no name\"", names + ":4: \"flask\"", "owner/name");

        Path absent = folder.resolve("absent.txt");
        assertThat(stack.commitlake("track", "--file", absent.toString())
                        .ended(2)
                        .err())
                .contains("--file " + absent + " can't be read: " + absent + " doesn't exist");
        Path latin = Files.write(folder.resolve("latin.txt"), new byte[] {'a', '/', (byte) 0xe4});
        assertThat(stack.commitlake("track", "--file", latin.toString())
                        .ended(2)
                        .err())
                .contains(latin + " can't be read: the text isn't valid UTF-8");
        Path nothing = Files.writeString(folder.resolve("nothing.txt"), "# none\n");
        assertThat(stack.commitlake("track", "--file", nothing.toString())
                        .ended(2)
                        .err())
                .contains(nothing + " names no repository");
    }

    @Test
    void aSnapshotEarlierThanTheExportedCommitsIsReported() {
        Map<String, String> environment = plan("past");
        stack.commitlake(environment, "run", "--snapshot", "2021-01-01").ended(0);

        String again = stack.commitlake(environment, "run", "--snapshot", "2021-01-01")
                .ended(0)
                .out();
        assertThat(again).contains("nothing to do: 1 up to date");
        String earlier = stack.commitlake(environment, "run", "--snapshot", "2019-06-01")
                .ended(0)
                .out();
        assertThat(earlier)
                .contains("nothing to do: 1 already past the snapshot 2019-06-01T00:00:00Z,"
                        + " with commits up to 2020-01-01T00:00:00Z")
                .doesNotContain("up to date");
    }

    @Test
    void aUsageErrorSaysWhyAndPointsToHelp() {
        for (String[] wrong :
                new String[][] {{"run", "--nope"}, {"extract"}, {"plan", "--shards", "many"}, {"stauts"}, {}}) {
            assertThat(stack.commitlake(wrong).ended(2).err())
                    .startsWith("commitlake: ")
                    .contains("--help")
                    .satisfies(err -> assertThat(err.lines().count()).isLessThanOrEqualTo(3));
        }
        assertThat(stack.commitlake("run", "--nope").ended(2).err())
                .contains("Unknown option: '--nope'", "commitlake run --help");
        assertThat(stack.commitlake("stauts").ended(2).err()).contains("status");
    }

    @Test
    void aBadArgumentIsNamedWithTheWayOut() {
        assertThat(stack.commitlake("run", "--snapshot", "yesterday").ended(2).err())
                .contains("yesterday", "2024-11-01T03:00:00Z");
        assertThat(stack.commitlake("run", "--snapshot", "2999-01-01").ended(2).err())
                .contains("2999-01-01", "future", "give a time in the past");
        stack.track("good").ended(0);
        assertThat(stack.commitlake("extract", "--snapshot", "2021-01-01", "--run", "none", "--shard", "0")
                        .ended(3)
                        .err())
                .contains("none", "commitlake plan");
        assertThat(stack.commitlake("plan", "--snapshot", "2021-01-01", "--run", "r", "--shards", "5000")
                        .ended(2)
                        .err())
                .contains("5000", "1024");
    }

    @Test
    void aDatasetWithoutRepositoriesAndAMissingShardAreNamed() {
        String empty = "file:" + folder.resolve("fresh");
        assertThat(with("COMMITLAKE_DATASET", empty, "plan", "--snapshot", "2021-01-01", "--run", "r")
                        .ended(3)
                        .err())
                .contains("track", "discover");
        assertThat(with(
                                "COMMITLAKE_DATASET",
                                empty,
                                "plan",
                                "--snapshot",
                                "2021-01-01",
                                "--run",
                                "r",
                                "--repositories",
                                "repositories_0")
                        .ended(3)
                        .err())
                .contains(empty, "commitlake track", "commitlake discover");
        with("COMMITLAKE_DATASET", empty, "track", "sandbox/good").ended(0);
        with("COMMITLAKE_DATASET", empty, "plan", "--snapshot", "2021-01-01", "--run", "r")
                .ended(0);
        assertThat(with(
                                "COMMITLAKE_DATASET",
                                empty,
                                "extract",
                                "--snapshot",
                                "2021-01-01",
                                "--run",
                                "r",
                                "--shard",
                                "7")
                        .ended(3)
                        .err())
                .contains("no shard 7", "0 to 0");
    }

    @Test
    void theVersionNamesTheRowFormatWithGitsVersion() {
        String git = Repo.git(folder, "version").replaceFirst("git version (\\S+)[\\s\\S]*", "$1");
        assertThat(stack.commitlake("--version").ended(0).out())
                .contains("commitlake", "rows 4 git " + git + ", files 2");
        assertThat(stack.commitlake("extract", "--version").ended(0).out()).contains("rows 4 git " + git);
        assertThat(with("PATH", folder.toString(), "--version").ended(0).out()).contains("install Git");
    }

    @Test
    void aMissingOrOldGitIsNamed(@TempDir Path bin) throws IOException {
        String fresh = "file:" + folder.resolve("git");
        Map<String, String> environment = new HashMap<>(stack.environment());
        environment.put("COMMITLAKE_DATASET", fresh);
        stack.commitlake(environment, "track", "sandbox/good").ended(0);
        environment.put("PATH", bin.toString());
        assertThat(stack.commitlake(environment, "run").ended(3).err()).contains("PATH", "install Git");

        Path old = Files.writeString(bin.resolve("git"), "#!/bin/sh\necho git version 2.20.1\n");
        assertThat(old.toFile().setExecutable(true)).isTrue();
        assertThat(stack.commitlake(environment, "run").ended(3).err()).contains("2.20.1", "2.39");
    }
}
