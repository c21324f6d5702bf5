package io.commitlake.cli.progress;

import io.commitlake.model.secret.KnownSecrets;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/** Lines at the bottom of a terminal that change in place, below printed lines that stay. Thread-safe. */
public final class LiveLines implements AutoCloseable {
    /** The size of a terminal that doesn't report one. */
    private static final Size DEFAULT_SIZE = new Size(80, 24);

    /** To ask for the size starts a process. */
    private static final Duration SIZE_INTERVAL = Duration.ofSeconds(1);

    /**
     * The size of the terminal, and the characters that it can show.
     *
     * @param blocks whether it shows block characters
     */
    record Screen(int columns, int rows, boolean blocks) {}

    private final Terminal terminal;
    private final Display display;
    private final Clock clock;
    private final PrintStream standardError = System.err;
    private List<String> shown = List.of();
    private boolean drawn;
    private Size size = DEFAULT_SIZE;
    private Instant sizeAsked = Instant.MIN;
    private boolean closed;

    /**
     * Creates lines on standard error; empty if it isn't a terminal, or one on which lines can't change. Until they are
     * closed, all that is printed to {@link System#err}, such as the log, goes above them.
     */
    public static Optional<LiveLines> onStandardError(Clock clock) {
        Terminal terminal = standardError();
        if (terminal.getType().startsWith(Terminal.TYPE_DUMB)) {
            close(terminal);
            return Optional.empty();
        }
        LiveLines lines = new LiveLines(terminal, clock);
        System.setErr(new PrintStream(new LineOutput(lines::print), true, StandardCharsets.UTF_8));
        return Optional.of(lines);
    }

    /** The width in columns of the terminal on standard error. Ask before lines are created on it. */
    public static int terminalWidth() {
        Terminal terminal = standardError();
        try {
            return reported(terminal).getColumns();
        } finally {
            close(terminal);
        }
    }

    private static Terminal standardError() {
        try {
            return TerminalBuilder.builder()
                    .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                    .dumb(true)
                    .nativeSignals(false)
                    .build();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    LiveLines(Terminal terminal, Clock clock) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
        this.clock = clock;
    }

    /** Shows other lines, without secrets, and made to fit the terminal. */
    synchronized void show(Function<Screen, List<String>> lines) {
        if (closed) {
            return;
        }
        Instant now = clock.instant();
        if (!now.isBefore(sizeAsked.plus(SIZE_INTERVAL))) {
            size = reported(terminal);
            sizeAsked = now;
        }
        boolean blocks = terminal.encoding().newEncoder().canEncode('█');
        shown = lines.apply(new Screen(size.getColumns(), size.getRows(), blocks));
        draw();
        terminal.flush();
    }

    /** Prints a line that stays, above the lines that change. */
    synchronized void print(String line) {
        if (closed) {
            // Somebody took System.err while it was redirected.
            standardError.println(KnownSecrets.redact(line));
            return;
        }
        clear();
        terminal.writer().println(KnownSecrets.redact(line));
        draw();
        terminal.flush();
    }

    /** Leaves the cursor where the first line was, so that others may print there. */
    private void clear() {
        if (drawn) {
            display.update(List.of(), 0);
            drawn = false;
        }
    }

    private void draw() {
        if (shown.isEmpty()) {
            clear();
            return;
        }
        display.resize(size.getRows(), size.getColumns());
        display.update(
                shown.stream()
                        .map(line -> new AttributedString(line).columnSubSequence(0, size.getColumns()))
                        .toList(),
                -1);
        drawn = true;
    }

    private static Size reported(Terminal terminal) {
        Size reported = terminal.getSize();
        return reported.getColumns() > 0 && reported.getRows() > 0 ? reported : DEFAULT_SIZE;
    }

    /** Removes the lines that change, and restores the terminal. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        System.setErr(standardError);
        clear();
        terminal.flush();
        close(terminal);
    }

    private static void close(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
