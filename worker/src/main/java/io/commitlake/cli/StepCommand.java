package io.commitlake.cli;

import io.commitlake.cli.open.ApplicationFactory;
import io.commitlake.cli.open.DatasetUse;
import io.commitlake.cli.settings.Settings;
import io.commitlake.cli.settings.SettingsFlags;
import io.commitlake.cli.telemetry.CommandTarget;
import io.commitlake.cli.telemetry.Telemetry;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.github.tokens.TokenUse;
import io.commitlake.job.work.Progress;
import io.commitlake.job.work.ShutdownHook;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Json;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.BeanRegistration;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** A command: reads the settings, opens the application context for its step, and writes the summary file. */
abstract class StepCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    private final SettingsFlags flags = new SettingsFlags();

    @Option(names = "--summary", paramLabel = "FILE", description = "Write the result as JSON to this file.")
    private @Nullable Path summary;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Telemetry telemetry = Telemetry.OFF;
    private @Nullable Object result;

    StepCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        check();
        if (summary != null) {
            prepare(summary);
        }
        try (Telemetry opened = Telemetry.open(context.environment().telemetry(), target())) {
            telemetry = opened;
            return telemetry.command(this::run, ExitCode::ofThrown).code();
        }
    }

    private ExitCode run() {
        try (Progress progress = telemetry.watch(context.progress());
                ShutdownHook _ = ShutdownHook.register(() -> interrupted(progress));
                ApplicationContext beans = ApplicationFactory.open(settings(), use(), progress, telemetry.meter())) {
            telemetry.tokens(() -> uses(pools(beans)));
            try {
                return run(beans);
            } finally {
                List<TokenPool> pools = pools(beans);
                List<TokenUse> last = uses(pools);
                telemetry.tokens(() -> last);
                finish(pools);
            }
        }
    }

    /** The pools of tokens: none if the command has needed no tokens yet. */
    private static List<TokenPool> pools(ApplicationContext beans) {
        return beans.getActiveBeanRegistrations(TokenPool.class).stream()
                .map(BeanRegistration::getBean)
                .toList();
    }

    private static List<TokenUse> uses(List<TokenPool> pools) {
        return pools.stream().flatMap(pool -> pool.uses().stream()).toList();
    }

    private void interrupted(Progress progress) {
        progress.close();
        context.last()
                .println("commitlake: interrupted; complete work is kept: run the same command again to continue");
    }

    /**
     * Prints the use of each token, and writes the summary file. A command that failed has no result, but a scheduler
     * needs the time from which a retry can help.
     *
     * @param pools empty if the command needed no tokens
     */
    private void finish(List<TokenPool> pools) {
        List<TokenUse> uses =
                uses(pools).stream().filter(use -> !use.requests().isEmpty()).toList();
        if (printsTokens()) {
            uses.forEach(use -> print(use.useText()));
        }
        Optional<Instant> retryAt =
                pools.stream().flatMap(pool -> pool.refusedUntil().stream()).max(Comparator.naturalOrder());
        if (summary != null && (result != null || retryAt.isPresent())) {
            ObjectNode tree = (ObjectNode) Json.tree(Json.writeRedacted(result == null ? Map.of() : result));
            tree.set("tokens", Json.tree(Json.write(uses)));
            retryAt.ifPresent(time -> tree.set("retry_at", Json.tree(Json.write(time))));
            write(summary, Json.write(tree));
        }
    }

    /** Whether the command prints each token's spent requests and remaining budgets at its end. */
    boolean printsTokens() {
        return true;
    }

    /** How the command uses the dataset. */
    DatasetUse use() {
        return DatasetUse.CHANGES;
    }

    /** Refuses invalid arguments before anything is opened. */
    void check() {}

    /** Runs the step and reports its result. */
    abstract ExitCode run(ApplicationContext beans);

    /** The command, run, shard and snapshot that its traces and metrics name. Called after {@link #check}. */
    CommandTarget target() {
        return Commitlake.target(spec.commandLine().getParseResult());
    }

    Settings settings() {
        return context.environment().settings(flags);
    }

    CommandContext context() {
        return context;
    }

    /** The traces and metrics of this command. */
    Telemetry telemetry() {
        return telemetry;
    }

    /** Prints a line of the result. */
    void print(String line) {
        context.out().println(line);
    }

    /** Prints a line about a failure. */
    void warn(String line) {
        context.err().println(line);
    }

    /** Prints why a repository failed. */
    void warnOfFailure(String repository, String words) {
        try (MDC.MDCCloseable _ = MDC.putCloseable("repository", repository)) {
            warn("commitlake: " + repository + " failed: " + words);
        }
    }

    /** Sets the contents of the {@code --summary} file, to which the use of the tokens is added at the end. */
    void summarize(Object outcome) {
        result = outcome;
    }

    /** Refuses a file that can't be written before hours of work rather than after. */
    private static void prepare(Path file) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.isDirectory(file)) {
                throw new IOException("it's a folder");
            }
            Path written = Files.exists(file) || folder == null ? file : folder;
            if (!Files.isWritable(written)) {
                throw new AccessDeniedException(written.toString());
            }
        } catch (IOException failed) {
            throw refused(file, failed);
        }
    }

    private static void write(Path file, byte[] json) {
        try {
            Files.write(file, json);
        } catch (IOException failed) {
            throw refused(file, failed);
        }
    }

    private static CommitlakeException refused(Path file, IOException failed) {
        return CommitlakeException.settings(
                "--summary " + file + " can't be written: " + FailureText.of(failed) + "; name another file", failed);
    }
}
