package io.commitlake.cli;

import io.commitlake.cli.open.DatasetUse;
import io.commitlake.cli.status.StatusCsv;
import io.commitlake.cli.status.StatusJson;
import io.commitlake.cli.status.StatusOutput;
import io.commitlake.cli.status.StatusTable;
import io.commitlake.job.RepositoryStatus;
import io.commitlake.job.Status;
import io.commitlake.model.CommitlakeException;
import io.micronaut.context.ApplicationContext;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "status",
        description =
                "Shows how far each repository is, and why one isn't up to date. Of more than 40, shows only those.")
final class StatusCommand extends StepCommand {
    /** The formats of the output. */
    enum Format {
        table,
        json,
        csv
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "table, json or csv (default: table); the last two have every repository.")
    private Format format = Format.table;

    @Option(names = "--failing", description = "Show only repositories that aren't up to date.")
    private boolean failing;

    @Option(
            names = "--name",
            paramLabel = "PATTERN",
            description = "Show only repositories with such a name; * stands for any characters, as in 'apache/*'.")
    private @Nullable String name;

    private OptionalInt width = OptionalInt.empty();

    StatusCommand(CommandContext context) {
        super(context);
    }

    @Override
    DatasetUse use() {
        return DatasetUse.READS;
    }

    @Override
    boolean printsTokens() {
        return false; // status itself prints all budgets
    }

    @Override
    void check() {
        if (name != null && name.isBlank()) {
            throw CommitlakeException.usage("--name is empty: give a pattern such as 'apache/*', or leave it out");
        }
        width = context().width();
    }

    @Override
    ExitCode run(ApplicationContext beans) {
        StatusOutput output = switch (format) {
            case table -> new StatusTable(this::print, width, failing || name != null);
            case json -> new StatusJson(this::print);
            case csv -> new StatusCsv(this::print);
        };
        Pattern names = Pattern.compile(
                name == null ? ".*" : Pattern.quote(name).replace("*", "\\E.*\\Q"),
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
        Status.Result result = beans.getBean(Status.class).run(status -> {
            if (isShown(status) && names.matcher(status.name()).matches()) {
                output.add(status);
            }
        });
        summarize(result);
        output.end(result);
        if (format == Format.table) {
            if (!result.unfinished().isEmpty()) {
                print("unfinished exports: " + String.join(", ", result.unfinished()));
            }
            if (!result.unmerged().isEmpty()) {
                print("unmerged exports: " + String.join(", ", result.unmerged()));
            }
            result.tokens().forEach(token -> print(token.budgetText()));
        }
        result.unasked().forEach(words -> warn("commitlake: a token's budgets are unknown: " + words));
        return ExitCode.DONE;
    }

    private boolean isShown(RepositoryStatus status) {
        return !failing || status.needsAttention();
    }
}
