package io.commitlake.cli.status;

import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.Status;
import io.commitlake.model.Tip;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A line of RFC 4180's CSV for each repository, after a line with the names of the columns. */
public final class StatusCsv implements StatusOutput {
    private final Consumer<String> print;

    /** Prints lines to a consumer, beginning with the names of the columns. */
    public StatusCsv(Consumer<String> print) {
        this.print = print;
        print.accept("repository_id,full_name,group,last_commit_sha,last_commit_at,up_to_date_as_of,why");
    }

    @Override
    public void add(RepositoryStatus status) {
        print.accept(Stream.of(
                        Long.toString(status.repository()),
                        status.name(),
                        status.group().text(),
                        status.last().map(Tip::sha).orElse(""),
                        status.last().map(last -> last.at().toString()).orElse(""),
                        status.snapshot().map(Object::toString).orElse(""),
                        status.why())
                .map(StatusCsv::quoted)
                .collect(Collectors.joining(",")));
    }

    /** Quotes what needs it. A spreadsheet would run a field that begins like a formula, so such a field gets a quote. */
    private static String quoted(String field) {
        String safe = !field.isEmpty() && "=+-@\t\r".indexOf(field.charAt(0)) >= 0 ? "'" + field : field;
        return safe.chars().anyMatch(character -> ",\"\r\n".indexOf(character) >= 0)
                ? "\"" + safe.replace("\"", "\"\"") + "\""
                : safe;
    }

    @Override
    public void end(Status.Result result) {}
}
