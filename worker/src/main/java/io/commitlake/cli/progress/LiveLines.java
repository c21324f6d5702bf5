package io.commitlake.cli.progress;

import io.commitlake.model.secret.KnownSecrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;

/** Lines at the bottom of a terminal that change in place, below printed lines that stay. Thread-safe. */
public final class LiveLines implements AutoCloseable {
    /** The size of a terminal that doesn't report one. */
    private static final Size DEFAULT_SIZE = new Size(80, 24);

    private final Terminal terminal;
    private final Display display;
    private final Map<Object, String> lines = new LinkedHashMap<>();
    private boolean closed;

    /** Creates lines on standard error. */
    public static LiveLines onStandardError() {
        try {
            return new LiveLines(TerminalBuilder.builder()
                    .systemOutput(TerminalBuilder.SystemOutput.SysErr)
                    .dumb(true)
                    .nativeSignals(false)
                    .build());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The width in columns of the terminal on standard error. Ask before other lines are created on it. */
    public static int terminalWidth() {
        try (LiveLines lines = onStandardError()) {
            return lines.width();
        }
    }

    LiveLines(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
    }

    /** The width in columns. */
    int width() {
        return size().getColumns();
    }

    /** Adds a line at the bottom. */
    synchronized void add(Object key, String line) {
        lines.put(key, line);
        draw();
    }

    /** Changes a line, unless it was removed. */
    synchronized void show(Object key, String line) {
        if (lines.containsKey(key) && !line.equals(lines.put(key, line))) {
            draw();
        }
    }

    /** Removes a line. */
    synchronized void remove(Object key) {
        if (lines.remove(key) != null) {
            draw();
        }
    }

    /** Prints a line that stays, above the lines that change. */
    synchronized void print(String line) {
        if (closed) {
            return;
        }
        display.update(List.of(), 0);
        terminal.writer().println(KnownSecrets.redact(line));
        terminal.flush();
        draw();
    }

    private void draw() {
        if (closed) {
            return;
        }
        Size size = size();
        display.resize(size.getRows(), size.getColumns());
        List<AttributedString> shown = new ArrayList<>();
        // If there are more lines than the terminal has rows, show the oldest ones.
        lines.values().stream()
                .limit(Math.max(1, size.getRows() - 1))
                .forEach(line -> shown.add(
                        new AttributedString(KnownSecrets.redact(line)).columnSubSequence(0, size.getColumns())));
        display.update(shown, -1);
        terminal.flush();
    }

    private Size size() {
        Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0 ? size : DEFAULT_SIZE;
    }

    /** Removes the lines that change, and restores the terminal. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        lines.clear();
        display.update(List.of(), 0);
        terminal.flush();
        try {
            terminal.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
