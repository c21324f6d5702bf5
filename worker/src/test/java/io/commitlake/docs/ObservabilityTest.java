package io.commitlake.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.cli.telemetry.Metric;
import io.commitlake.job.work.Progress;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.meter.WaitReason;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** {@code docs/observability.md} and the board for Grafana name the metrics, spans and waits that the code has. */
class ObservabilityTest {
    private static final String PAGE =
            Documents.read(Documents.root().resolve("docs").resolve("observability.md"));

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern SELECTOR = Pattern.compile("\\b((?:commitlake|http_client)_[a-z_]+)(?:\\{([^}]*)})");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!=|=)");
    private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

    /** Labels that Prometheus adds itself, from the resource or for the buckets of histograms. */
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance", "le");

    private static String section(String heading) {
        String from = PAGE.substring(PAGE.indexOf("\n## " + heading + "\n") + 1);
        return from.substring(0, from.indexOf("\n## ", 1));
    }

    private static List<String> codes(String text) {
        return CODE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    private static Stream<String[]> rows(String text) {
        return text.lines().filter(line -> line.startsWith("| `")).map(line -> line.split(" *\\| *", -1));
    }

    @Test
    void thePageHasEveryMetricWithItsKindUnitAndAttributes() {
        Map<String, List<Object>> documented = new TreeMap<>();
        rows(section("Metrics"))
                .filter(row -> row.length == 7)
                .forEach(row -> documented.put(
                        codes(row[1]).getFirst(), List.of(row[2], codes(row[3]).getFirst(), codes(row[4]))));
        Map<String, List<Object>> known = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            known.put(
                    metric.label(),
                    List.of(metric.kind().name().toLowerCase(Locale.ROOT), metric.unit(), metric.attributes()));
        }
        assertThat(documented).isEqualTo(known);
    }

    @Test
    void thePageHasEveryReasonToWait() {
        assertThat(rows(section("Metrics")).filter(row -> row.length == 4).flatMap(row -> codes(row[1]).stream()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(WaitReason.values())
                        .map(WaitReason::label)
                        .toList());
    }

    @Test
    void thePageHasEveryKindOfFailure() {
        String words = section("Spans");
        String sentence = words.substring(words.indexOf("the kind of the failure"));
        assertThat(codes(sentence.substring(0, sentence.indexOf('.'))))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(CommitlakeException.Kind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    @Test
    void thePageHasEveryStageOfAnExport() {
        List<String> stages = Arrays.stream(Progress.Stage.values())
                .map(Progress.Stage::inReports)
                .distinct()
                .toList();
        assertThat(rows(section("Spans")).map(row -> codes(row[1]))).contains(stages);
    }

    /** As the OTLP receiver of Prometheus names metrics by default ("OpenTelemetry to Prometheus compatibility"). */
    private static List<String> inPrometheus(Metric metric) {
        String unit = switch (metric.unit()) {
            case "s" -> "_seconds";
            case "By" -> "_bytes";
            default -> "";
        };
        String name = underscored(metric.label()) + unit;
        return switch (metric.kind()) {
            case COUNTER -> List.of(name + "_total");
            case GAUGE -> List.of(name);
            case HISTOGRAM -> List.of(name + "_bucket", name + "_sum", name + "_count");
        };
    }

    private static String underscored(String name) {
        return name.replace('.', '_');
    }

    @Test
    void theBoardAsksOnlyForMetricsAndLabelsThatExist() {
        Map<String, Set<String>> labels = new TreeMap<>();
        for (Metric metric : Metric.values()) {
            Set<String> own = metric.attributes().stream()
                    .map(ObservabilityTest::underscored)
                    .collect(Collectors.toCollection(TreeSet::new));
            own.addAll(OF_PROMETHEUS);
            inPrometheus(metric).forEach(name -> labels.put(name, own));
        }
        Set<String> shown = new TreeSet<>();
        List<String> queries = queries();
        assertThat(queries).hasSizeGreaterThan(15);
        for (String query : queries) {
            List<String> names = new ArrayList<>();
            for (Matcher found = SELECTOR.matcher(query); found.find(); ) {
                names.add(found.group(1));
                assertThat(labels).as(query).containsKey(found.group(1));
                assertThat(LABEL.matcher(found.group(2)).results().map(label -> label.group(1)))
                        .as(query)
                        .isSubsetOf(labels.getOrDefault(found.group(1), Set.of()));
            }
            assertThat(names).as(query).isNotEmpty();
            assertThat(GROUPING.matcher(query)
                            .results()
                            .flatMap(by -> Stream.of(by.group(1).split(", *", -1))))
                    .as(query)
                    .isSubsetOf(labels.getOrDefault(names.getFirst(), Set.of()));
            shown.addAll(names);
        }
        for (Metric metric : Metric.values()) {
            assertThat(inPrometheus(metric)).as("the board shows %s", metric).anyMatch(shown::contains);
        }
    }

    private static List<String> queries() {
        JsonNode board = Json.tree(Documents.read(
                        Documents.root().resolve("docs").resolve("grafana").resolve("commitlake.json"))
                .getBytes(StandardCharsets.UTF_8));
        List<String> queries = new ArrayList<>();
        for (JsonNode panel : board.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                queries.add(target.path("expr").asString());
            }
        }
        return queries;
    }

    @Test
    void thePagesOwnQueriesAskForMetricsThatExist() {
        Set<String> known = Arrays.stream(Metric.values())
                .flatMap(metric -> inPrometheus(metric).stream())
                .collect(Collectors.toSet());
        List<String> asked = Pattern.compile("\\bcommitlake_[a-z_]+_total")
                .matcher(section("In Prometheus"))
                .results()
                .map(found -> found.group())
                .toList();
        assertThat(asked).hasSizeGreaterThanOrEqualTo(4).isSubsetOf(known);
    }
}
