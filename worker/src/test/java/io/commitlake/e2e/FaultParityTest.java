package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong at GitHub, either source exports the bytes that Git exports undisturbed; or it reports a named
 * error, no written file differs, and a retry completes the same bytes.
 */
class FaultParityTest {
    private static final int RUNS = 60;
    private static final int HISTORIES = 30;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double BUSY = 1.5;
    private static final String[] SNAPSHOTS = {"2017-08-01", "2026-11-01"};
    private static final List<String> TOKENS = List.of("token-of-one", "token-of-two", "token-of-three");

    @TempDir
    Path folder;

    @Test
    void everyFaultEndsInTheSameBytesOrANamedError() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (int history = 0; history < HISTORIES; history++) {
            MadeHistory.make(histories, name(history), history, commits(history), history % 4 == 0);
        }
        try (Stack stack = new Stack(folder, histories, options -> options.withTokens(TOKENS))) {
            Map<String, String> undisturbed = undisturbed(stack);
            Map<String, Integer> ends = new TreeMap<>();
            long begun = System.nanoTime();
            for (int seed = 0; seed < RUNS; seed++) {
                ends.merge(run(stack, seed, undisturbed), 1, Integer::sum);
            }
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            System.out.printf("faults: %d runs in %d s: %s%n", RUNS, took.toSeconds(), ends);
            OperatingSystemMXBean machine = ManagementFactory.getOperatingSystemMXBean();
            // A time taken on a busy machine proves nothing.
            assertThat(took.compareTo(LONGEST) < 0
                            || machine.getSystemLoadAverage() > BUSY * machine.getAvailableProcessors())
                    .as("took %s", took)
                    .isTrue();
            assertThat(ends.getOrDefault("unharmed", 0)).isGreaterThan(RUNS / 4);
            assertThat(ends).hasSizeGreaterThan(2); // some runs ended with a named error
        }
    }

    /** One to thirty commits, more often few. */
    private static int commits(int history) {
        return 1 + (history + 1) * history / HISTORIES;
    }

    private static String name(int history) {
        return "made-%02d".formatted(history);
    }

    private Map<String, String> undisturbed(Stack stack) {
        stack.into(folder.resolve("undisturbed")).set("COMMITLAKE_SOURCE", "git");
        String[] names = new String[HISTORIES];
        for (int history = 0; history < HISTORIES; history++) {
            names[history] = name(history);
        }
        stack.track(names).ended(0);
        for (String snapshot : SNAPSHOTS) {
            stack.commitlake("run", "--snapshot", snapshot).ended(0);
        }
        for (int history = 0; history < HISTORIES; history++) {
            stack.oracleIfShared(name(history), 1000 + history);
        }
        return stack.commitTables();
    }

    /** Exports one history with random faults; returns how that ended, for the totals. */
    private String run(Stack stack, int seed, Map<String, String> undisturbed) {
        Random random = new Random(seed);
        int history = seed % HISTORIES;
        Map<String, String> expected = undisturbed.entrySet().stream()
                .filter(file -> file.getKey().contains("repository_id=" + (1000 + history) + "/"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        String source = List.of("api", "api", "api", "auto", "git").get(random.nextInt(5));
        stack.into(folder.resolve("disturbed-" + seed)).set("COMMITLAKE_SOURCE", source);
        stack.track(name(history)).ended(0);
        int disturbed = random.nextInt(SNAPSHOTS.length);
        String end = "no fault met";
        for (int at = 0; at < SNAPSHOTS.length; at++) {
            FaultRule rule = rule(random, source, name(history), commits(history));
            if (at == disturbed) {
                stack.sandbox().inject(rule);
            }
            Stack.Result result = stack.commitlake("run", "--snapshot", SNAPSHOTS[at]);
            String description = "seed " + seed + ", " + source + ", " + rule + ": " + result.out() + result.err();
            if (at == disturbed && stack.sandbox().faultProgress().getFirst().done() > 0) {
                end = "unharmed";
            }
            if (result.code() != 0) {
                end = "named, exit " + result.code();
                assertThat(result.code()).as(description).isIn(4, 5);
                assertThat(result.err()).as(description).isNotBlank();
                assertThat(expected).as(description).containsAllEntriesOf(stack.commitTables());
                stack.sandbox().clearFaults();
                stack.commitlake("run", "--snapshot", SNAPSHOTS[at]).ended(0);
            }
            stack.sandbox().clearFaults();
        }
        assertThat(stack.commitTables()).as("seed " + seed + ", " + source).isEqualTo(expected);
        io.commitlake.job.work.Workspace.remove(stack.dataset());
        return end;
    }

    private static FaultRule rule(Random random, String source, String name, int commits) {
        RequestKind kind = random.nextInt(3) == 0
                ? RequestKind.GRAPHQL
                : source.equals("git") ? RequestKind.GIT : RequestKind.REST;
        FaultRule rule = switch (random.nextInt(13)) {
            case 0 -> FaultRule.of(new Fault.Status(502)).kind(kind).times(1 + random.nextInt(6));
            // Each repetition fails too.
            case 12 -> FaultRule.of(new Fault.Status(502)).kind(kind).always();
            case 1 ->
                FaultRule.of(new Fault.GraphQlError("INTERNAL", "Something went wrong"))
                        .kind(RequestKind.GRAPHQL)
                        .times(1 + random.nextInt(3));
            case 2 ->
                FaultRule.of(new Fault.Partial(random.nextInt(4)))
                        .kind(RequestKind.GRAPHQL)
                        .times(1 + random.nextInt(9));
            case 3 ->
                FaultRule.of(new Fault.Truncated(random.nextInt(3000)))
                        .kind(kind)
                        .times(1 + random.nextInt(2));
            case 4 -> FaultRule.of(new Fault.Reset()).kind(kind);
            case 5 ->
                FaultRule.of(new Fault.Slow(Duration.ofMillis(30))).kind(kind).times(5);
            case 6 ->
                FaultRule.of(new Fault.Status(429, Duration.ofSeconds(1)))
                        .kind(kind)
                        .times(1 + random.nextInt(2));
            case 7 ->
                FaultRule.of(new Fault.Revoke(random.nextInt(TOKENS.size()))).kind(kind);
            case 8 ->
                FaultRule.of(new Fault.Status(403, Duration.ofSeconds(1)))
                        .kind(kind)
                        .times(1 + random.nextInt(2));
            case 9 ->
                FaultRule.of(new Fault.GraphQlError("RATE_LIMITED", "API rate limit exceeded"))
                        .kind(RequestKind.GRAPHQL);
            case 10 ->
                FaultRule.of(new Fault.Hide(random.nextInt(TOKENS.size()), "sandbox/" + name))
                        .kind(kind);
            default ->
                FaultRule.of(new Fault.Forbid(random.nextInt(TOKENS.size()), "sandbox/" + name))
                        .kind(kind);
        };
        return rule.after(random.nextInt(rule.kind().equals(Optional.of(RequestKind.REST)) ? 1 + commits : 3));
    }
}
