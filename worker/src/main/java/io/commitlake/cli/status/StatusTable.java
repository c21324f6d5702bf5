package io.commitlake.cli.status;

import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.Status;
import io.commitlake.job.runs.RunSummary;
import io.commitlake.job.runs.Verdict;
import io.commitlake.model.Tip;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * A table that fits the terminal, then the state of the dataset. Unless it shows all that it is given, it keeps the
 * first rows in memory, and is as wide as they need: few repositories are shown all, of many only those that a person
 * should look at.
 */
public final class StatusTable implements StatusOutput {
    /** The number of repositories that are all shown. */
    private static final int FEW = 40;

    /** The number of repositories to look at that are shown of many. */
    private static final int MOST = 200;

    /** The widths of the columns after the name, with the space before them. */
    private static final int OTHER_COLUMNS = 12 + 9 + 12 + 12;

    private static final int NARROWEST = 60;

    private static final String NAME = "REPOSITORY";

    private final Consumer<String> print;
    private final int width;
    private final boolean wraps;
    private final boolean all;
    private final List<RepositoryStatus> first = new ArrayList<>();
    private final List<RepositoryStatus> toSee = new ArrayList<>();
    private long count;
    private long countToSee;
    private boolean begun;
    /** The width of the column with the names. */
    private int columns;

    /**
     * Prints lines to a consumer.
     *
     * @param terminal the width of the terminal in columns; without one, nothing is wrapped, so that other programs can
     *     search the lines
     * @param all whether to show every repository that is added
     */
    public StatusTable(Consumer<String> print, OptionalInt terminal, boolean all) {
        this.print = print;
        this.width = Math.max(terminal.orElse(80), NARROWEST);
        this.wraps = terminal.isPresent();
        this.all = all;
        this.columns = width - OTHER_COLUMNS;
    }

    @Override
    public void add(RepositoryStatus status) {
        count++;
        if (all) {
            row(status);
            return;
        }
        if (first.size() <= FEW) {
            first.add(status);
        }
        if (status.needsAttention() || !status.why().isEmpty()) {
            countToSee++;
            if (toSee.size() < MOST) {
                toSee.add(status);
            }
        }
    }

    @Override
    public void end(Status.Result result) {
        if (!all) {
            List<RepositoryStatus> shown = count <= FEW ? first : toSee;
            columns = shown.stream()
                    .mapToInt(status -> visible(status.name()).length())
                    .filter(length -> length <= width - OTHER_COLUMNS)
                    .reduce(NAME.length(), Math::max);
            shown.stream()
                    .sorted(Comparator.comparing(RepositoryStatus::group).thenComparing(RepositoryStatus::name))
                    .forEach(this::row);
            if (count > FEW && countToSee > toSee.size()) {
                print.accept("... and " + (countToSee - toSee.size()) + " more: see them with --failing");
            }
        }
        if (begun) {
            print.accept("");
        }
        state(result);
    }

    private void row(RepositoryStatus status) {
        if (!begun) {
            line(NAME, "GROUP", "TIP", "COMMITTED", "AS OF");
            begun = true;
        }
        line(
                visible(status.name()),
                status.group().text(),
                status.last().map(last -> last.sha().substring(0, 7)).orElse("-"),
                status.last().map(Tip::at).map(StatusTable::date).orElse("-"),
                status.snapshot().map(StatusTable::date).orElse("-"));
        wrapped(visible(status.why())).forEach(print);
    }

    /** A name that is too long for its column has a line of its own, so that it can be copied whole. */
    private void line(String name, String group, String tip, String committed, String asOf) {
        String others = String.format(Locale.ROOT, "  %-10s  %-7s  %-10s  %-10s", group, tip, committed, asOf);
        String shown = name;
        if (name.length() > columns) {
            print.accept(name);
            shown = "";
        }
        print.accept((shown + " ".repeat(columns - shown.length()) + others).stripTrailing());
    }

    /** The words in indented lines that fit the terminal. Only a word that is too long for a line is cut into pieces. */
    private List<String> wrapped(String words) {
        List<String> lines = new ArrayList<>();
        int columns = wraps ? width - 2 : Integer.MAX_VALUE;
        StringBuilder line = new StringBuilder();
        for (String word : words.isEmpty() ? new String[0] : words.split(" ", -1)) {
            String rest = word;
            if (!line.isEmpty() && line.length() + 1 + rest.length() > columns) {
                lines.add("  " + line);
                line.setLength(0);
            }
            while (rest.length() > columns) {
                lines.add("  " + rest.substring(0, columns));
                rest = rest.substring(columns);
            }
            line.append(line.isEmpty() ? "" : " ").append(rest);
        }
        if (!line.isEmpty()) {
            lines.add("  " + line);
        }
        return lines;
    }

    /** Messages come from strangers: control characters could move the cursor or change the terminal's settings. */
    private static String visible(String text) {
        return text.codePoints()
                .map(character -> switch (Character.getType(character)) {
                    case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                        ' ';
                    default -> character;
                })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static String date(Instant time) {
        return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
    }

    private void state(Status.Result result) {
        print.accept("dataset: " + result.dataset());
        print.accept("repositories: " + result.repositories() + ", " + result.exported() + " of them exported");
        if (!result.groups().isEmpty()) {
            print.accept("groups: "
                    + result.groups().entrySet().stream()
                            .map(group -> group.getValue() + " " + group.getKey())
                            .collect(Collectors.joining(", ")));
        }
        result.newest().ifPresent(newest -> print.accept("newest exported commit: " + newest));
        print.accept("last run: " + result.lastRun().map(RunSummary::run).orElse("none has a report yet"));
        result.lastRun()
                .ifPresent(run -> print.accept("  " + run.verdict().name().toLowerCase(Locale.ROOT) + ", snapshot "
                        + run.snapshot()
                        + (run.verdict() == Verdict.PLANNED
                                ? "; it has no report yet"
                                : "; `commitlake report` shows it")));
    }
}
