package io.commitlake.scale;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/** The tables of {@code docs/scale.md}, in Markdown. */
final class Tables {
    private static final int MEGABYTE = 1_000_000;

    /** About as many public repositories as GitHub has. */
    private static final int ALL_PUBLIC = 300_000_000;

    private Tables() {}

    static String of(List<Measurement> measured) {
        // The largest dataset that was really exported stands for those that weren't.
        Optional<Measurement> model =
                measured.stream().filter(Measurement::exported).reduce((a, b) -> b);
        List<Measurement> measurements = measured.stream()
                .map(each -> each.exported() || model.isEmpty() ? each : each.completedBy(model.get()))
                .toList();
        List<Measurement> columns = new ArrayList<>(measurements);
        model.ifPresent(exported -> columns.add(exported.inProportion(ALL_PUBLIC)));
        StringBuilder text = new StringBuilder(summary(columns));
        for (Measurement each : measurements) {
            text.append("\n### ").append(count(each.repositories())).append(" repositories\n\n");
            text.append(details(each));
        }
        return text.toString();
    }

    private static String summary(List<Measurement> all) {
        List<String> rows = new ArrayList<>();
        rows.add(row("", all, each -> count(each.repositories())));
        rows.add("|---|" + "--:|".repeat(all.size()));
        for (String phase : List.of(Measurement.FIRST, Measurement.LAST_DAY, Measurement.NOTHING_NEW)) {
            rows.add(row(phase + ": requests to GitHub", all, each -> sum(each, phase, Step::githubRequests)));
            rows.add(row(phase + ": hours of one token's budgets", all, each -> hours(each, phase)));
            rows.add(row(phase + ": requests to the store", all, each -> sum(each, phase, Step::storeRequests)));
            rows.add(row(phase + ": dollars for them", all, each -> dollars(total(each, phase, Step::dollars))));
            rows.add(row(
                    phase + ": processor seconds", all, each -> sum(each, phase, step -> step.workedMillis() / 1000)));
        }
        rows.add(row("dollars for a million commits, first run", all, each -> perMillion(each)));
        rows.add(row("dollars a month for storage", all, each -> dollars(Prices.month(each.bytes()))));
        rows.add(row("objects in the end", all, each -> count(each.objects())));
        return String.join("\n", rows) + "\n";
    }

    private static String row(String name, List<Measurement> all, Function<Measurement, String> cell) {
        StringBuilder row = new StringBuilder("| ").append(name);
        all.forEach(each -> row.append(" | ").append(cell.apply(each)));
        return row.append(" |").toString();
    }

    private static String sum(Measurement of, String phase, ToLongFunction<Step> value) {
        return count(of.phase(phase).stream().mapToLong(value).sum());
    }

    private static double total(Measurement of, String phase, ToDoubleFunction<Step> value) {
        return of.phase(phase).stream().mapToDouble(value).sum();
    }

    private static String hours(Measurement of, String phase) {
        return String.format(Locale.ROOT, "%,.2f", total(of, phase, Step::tokenHours));
    }

    private static String perMillion(Measurement of) {
        return dollars(total(of, Measurement.FIRST, Step::dollars) * 1_000_000 / of.commits());
    }

    private static String dollars(double dollars) {
        return String.format(Locale.ROOT, dollars < 1 ? "%.4f" : "%,.2f", dollars);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String details(Measurement of) {
        StringBuilder table = new StringBuilder("| | GitHub | REST, points, searches | PUT | GET, HEAD | LIST | DELETE"
                + " | MB | waits | processor s | heap MB |\n|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n");
        for (Step step : of.steps()) {
            table.append("| %s: %s | %s | %s, %s, %s | %s | %s | %s | %s | %s | %s | %.1f | %s |\n"
                    .formatted(
                            step.phase(),
                            step.name(),
                            count(step.githubRequests()),
                            count(step.count("github budget core")),
                            count(step.count("github budget graphql")),
                            count(step.count("github budget search")),
                            count(step.count("store PUT")),
                            count(step.gets()),
                            count(step.count("store LIST")),
                            count(step.count("store DELETE")),
                            count(Math.ceilDiv(step.bytes(), MEGABYTE)),
                            time(step.waitedMillis()),
                            step.workedMillis() / 1000.0,
                            count(Math.ceilDiv(step.heapBytes(), MEGABYTE))));
        }
        return table.toString();
    }

    private static String time(long millis) {
        Duration time = Duration.ofMillis(millis);
        if (time.toMinutes() < 2) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        return time.toHours() < 2 ? time.toMinutes() + " min" : time.toHours() + " h";
    }
}
