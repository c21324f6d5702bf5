package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.RepositoriesFile;
import io.commitlake.model.Json;
import io.commitlake.model.Repository;
import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.FaultRule;
import io.commitlake.sandbox.control.RequestKind;
import io.commitlake.sandbox.synthetic.CreationBurst;
import io.commitlake.sandbox.synthetic.SyntheticRepositories;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class DiscoverTest {
    private static final SyntheticRepositories FEW =
            SyntheticRepositories.of(1300, 3).with(CreationBurst.ofDay(LocalDate.parse("2024-03-05"), 1050));
    private static final String[] ALL = {"discover", "--created-from", "2005-01-01", "--stars", "0"};

    private static final Pattern WINDOW = Pattern.compile("created:(\\S+)\\.\\.(\\S+) stars:>=0 is:public");

    @TempDir
    Path folder;

    private Stack stack(SyntheticRepositories synthetic) {
        try {
            Path none = Files.createDirectories(folder.resolve("none"));
            return new Stack(folder, none, options -> options.withSynthetic(synthetic)).into(folder.resolve("dataset"));
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }

    /** The IDs in all repositories files, ascending, which is the order of a synthetic GitHub. */
    private List<Long> ids() throws IOException {
        List<Long> ids = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder.resolve("dataset/repositories"))) {
            for (Path file : files.toList()) {
                List<Repository> rows = RepositoriesFile.read(file.toString(), Files.readAllBytes(file));
                assertThat(rows).hasSizeLessThanOrEqualTo(1000);
                rows.forEach(row -> ids.add(row.id()));
            }
        }
        Collections.sort(ids);
        return ids;
    }

    private static List<Long> idsOf(SyntheticRepositories synthetic) {
        return synthetic.repositories().stream().map(SyntheticRepository::id).toList();
    }

    private JsonNode report(Stack.Result result) throws IOException {
        String text = result.out();
        String key = text.substring(text.indexOf("(_commitlake") + 1, text.indexOf(".json)") + 5);
        return Json.tree(Files.readAllBytes(folder.resolve("dataset").resolve(key)));
    }

    /** How many synthetic repositories match a window without an upper bound on stars. */
    private static long matching(SyntheticRepositories synthetic, String query) {
        Matcher window = WINDOW.matcher(query);
        assertThat(window.matches()).as(query).isTrue();
        Instant from = Instant.parse(window.group(1));
        Instant to = Instant.parse(window.group(2));
        return synthetic.repositories().stream()
                .filter(each ->
                        !each.createdAt().isBefore(from) && !each.createdAt().isAfter(to))
                .count();
    }

    @Test
    void everyRepositoryIsFoundWithFewRequests() throws IOException {
        SyntheticRepositories many =
                SyntheticRepositories.of(25_000, 11).with(CreationBurst.ofDay(LocalDate.parse("2023-05-17"), 3000));
        try (Stack stack = stack(many)) {
            JsonNode report = report(stack.commitlake(ALL).ended(0));

            assertThat(ids()).isEqualTo(idsOf(many));
            long pages = 0;
            for (JsonNode window : report.path("windows")) {
                long matching = matching(many, window.path("query").asString());
                assertThat(window.path("total_count").asLong()).isEqualTo(matching);
                assertThat(window.path("found").asLong()).isEqualTo(matching);
                pages += Math.max(1, Math.ceilDiv(matching, 100));
            }
            long requests = stack.sandbox().requests().of(RequestKind.SEARCH);
            System.out.printf("requests: discovery of 25,000: %d searches for %d pages%n", requests, pages);
            assertThat(report.path("requests").asLong()).isEqualTo(requests);
            assertThat((double) requests).isLessThanOrEqualTo(1.3 * pages);
        }
    }

    @Test
    void starsAndCreationTimeLimitADiscoveryAndASecondOneAddsNothing() throws IOException {
        try (Stack stack = stack(FEW)) {
            String[] some = {
                "discover",
                "--created-from",
                "2024-03-05",
                "--created-to",
                "2024-03-06",
                "--stars",
                "20",
                "--window",
                "PT6H",
                "--repositories-per-file",
                "100"
            };
            stack.commitlake(some).ended(0);
            Instant from = Instant.parse("2024-03-05T00:00:00Z");
            Instant to = Instant.parse("2024-03-06T00:00:00Z");
            List<Long> expected = FEW.repositories().stream()
                    .filter(each -> each.stars() >= 20
                            && !each.createdAt().isBefore(from)
                            && each.createdAt().isBefore(to))
                    .map(SyntheticRepository::id)
                    .toList();
            assertThat(expected).isNotEmpty();
            assertThat(ids()).isEqualTo(expected);

            assertThat(stack.commitlake(some).ended(0).out()).contains(" 0 of them added");
            assertThat(stack.commitlake(ALL).ended(0).out())
                    .contains(String.format(Locale.ROOT, "%,d of them added", 1300 - expected.size()));
            assertThat(ids()).isEqualTo(idsOf(FEW));
            String[] plan = {"plan", "--snapshot", "2000-01-01", "--run", "r", "--repositories", "repositories_99"};
            assertThat(stack.commitlake(plan).ended(3).err())
                    .contains("repositories_99", "repositories_0", "commitlake discover");
        }
    }

    @Test
    void twoDiscoveriesAtOnceAddEachRepositoryOnce() throws IOException {
        try (Stack stack = stack(FEW)) {
            CompletableFuture<Stack.Result> twin = CompletableFuture.supplyAsync(() -> stack.commitlake(ALL));
            stack.commitlake(ALL).ended(0);
            twin.join().ended(0);

            assertThat(ids()).isEqualTo(idsOf(FEW));
        }
    }

    @Test
    void aFailedDiscoveryKeepsWhatItFoundAndTheNextFindsTheRest() throws IOException {
        try (Stack stack = stack(FEW)) {
            stack.sandbox()
                    .inject(FaultRule.of(new Fault.Status(502))
                            .kind(RequestKind.SEARCH)
                            .after(20)
                            .always());
            stack.commitlake(ALL).ended(5);
            int kept = ids().size();
            assertThat(kept).isPositive().isLessThan(1300);

            stack.sandbox().clearFaults();
            assertThat(stack.commitlake(ALL).ended(0).out())
                    .contains(String.format(Locale.ROOT, "%,d of them added", 1300 - kept));
            assertThat(ids()).isEqualTo(idsOf(FEW));
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault.Status(502),
                new Fault.Truncated(100),
                new Fault.Reset(),
                new Fault.WrongTotal(3),
                new Fault.WrongTotal(-3),
                new Fault.Incomplete(40),
                new Fault.Shifted(30));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void anOccasionalFaultHidesNothing(Fault fault) throws IOException {
        try (Stack stack = stack(FEW)) {
            for (int after = 3; after < 17; after += 5) {
                stack.sandbox()
                        .inject(FaultRule.of(fault)
                                .kind(RequestKind.SEARCH)
                                .after(after)
                                .times(1));
            }
            stack.commitlake(ALL).ended(0);

            assertThat(ids()).isEqualTo(idsOf(FEW));
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aLastingFaultIsNamed(Fault fault) {
        try (Stack stack = stack(FEW)) {
            stack.sandbox().inject(FaultRule.of(fault).kind(RequestKind.SEARCH).always());
            Stack.Result result = stack.commitlake(ALL);

            switch (fault) {
                case Fault.Shifted shifted -> result.ended(0); // the same shift each time hides nothing
                case Fault.WrongTotal wrong ->
                    assertThat(result.ended(4).err()).contains("some repositories may be missing from created:");
                case Fault.Incomplete incomplete ->
                    assertThat(result.ended(4).err()).contains("incomplete");
                default -> assertThat(result.ended(5).err()).contains("/search/repositories");
            }
        }
    }

    /** GitHub's search leaves forks out unless the query includes them; the report says which it was. */
    @Test
    void forksAreSearchedForIfWanted() throws IOException {
        try (Stack stack = stack(SyntheticRepositories.of(3, 1))) {
            JsonNode without = report(stack.commitlake(ALL).ended(0));
            assertThat(without.path("wanted").path("forks").asBoolean()).isFalse();
            String[] no =
                    Stream.concat(Stream.of(ALL), Stream.of("--forks=false")).toArray(String[]::new);
            stack.commitlake(no).ended(0);
            assertThat(stack.sandbox().requests().latest()).noneMatch(line -> line.contains("fork"));

            String[] forks = Stream.concat(Stream.of(ALL), Stream.of("--forks")).toArray(String[]::new);
            JsonNode with = report(stack.commitlake(forks).ended(0));
            assertThat(with.path("wanted").path("forks").asBoolean()).isTrue();
            assertThat(with.path("windows").path(0).path("query").asString()).endsWith(" fork:true");
            assertThat(stack.sandbox().requests().latest().getLast()).contains("fork%3Atrue");

            // The DAG always passes the flag, with a value.
            String[] yes =
                    Stream.concat(Stream.of(ALL), Stream.of("--forks=true")).toArray(String[]::new);
            assertThat(report(stack.commitlake(yes).ended(0))
                            .path("wanted")
                            .path("forks")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void manyRepositoriesOfOneSecondAreSplitByStars() throws IOException {
        SyntheticRepositories crowd = SyntheticRepositories.of(1800, 5)
                .with(CreationBurst.ofSecond(Instant.parse("2022-02-02T02:02:02Z"), 1700));
        try (Stack stack = stack(crowd)) {
            stack.commitlake(ALL).ended(0);

            assertThat(ids()).isEqualTo(idsOf(crowd));
        }
    }

    @Test
    void impossibleArgumentsAreNamed() {
        try (Stack stack = stack(SyntheticRepositories.of(1, 1))) {
            String[][] wrong = {
                {"--created-from", "2024-01-02", "--created-to", "2024-01-02"},
                {"--created-from", "2024-01-02", "--created-to", "2999-01-01"},
                {"--created-from", "soon"},
                {"--created-from", "2024-01-02", "--window", "PT0S"},
                {"--created-from", "2024-01-02", "--window", "three"},
                {"--created-from", "2024-01-02", "--stars", "-1"},
                {"--created-from", "2024-01-02", "--repositories-per-file", "1001"},
                {},
            };
            for (String[] each : wrong) {
                List<String> arguments = new ArrayList<>(List.of("discover"));
                arguments.addAll(List.of(each));
                Stack.Result result =
                        stack.commitlake(arguments.toArray(String[]::new)).ended(2);
                assertThat(result.err())
                        .contains(each.length == 0 ? "--created-from" : each[each.length - 2])
                        .contains(each.length == 0 ? "" : each[each.length - 1]);
            }
        }
    }
}
