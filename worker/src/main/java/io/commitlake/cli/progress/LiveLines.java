package io.commitlake.cli.progress;

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

/** Lines at the foot of a terminal that change in place, below those that stay. Any thread may call it. */
public final class LiveLines implements AutoCloseable {
    /** Where a terminal doesn't say its size. */
    private static final Size USUAL = new Size(80, 24);

    private final Terminal terminal;
    private final Display display;
    private final Map<Object, String> lines = new LinkedHashMap<>();
    private boolean closed;

    /** Lines on standard error. */
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

    LiveLines(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
    }

    /** In columns. */
    int width() {
        return size().getColumns();
    }

    /** Adds a line at the foot. */
    synchronized void add(Object key, String line) {
        lines.put(key, line);
        draw();
    }

    /** Changes a line; one that was taken away stays away. */
    synchronized void show(Object key, String line) {
        if (lines.containsKey(key) && !line.equals(lines.put(key, line))) {
            draw();
        }
    }

    /** Takes a line away. */
    synchronized void remove(Object key) {
        if (lines.remove(key) != null) {
            draw();
        }
    }

    /** Says a line that stays, above those that change. */
    synchronized void print(String line) {
        if (closed) {
            return;
        }
        display.update(List.of(), 0);
        terminal.writer().println(line);
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
        // Where there are more than the terminal has rows, those that began first.
        lines.values().stream()
                .limit(Math.max(1, size.getRows() - 1))
                .forEach(line -> shown.add(new AttributedString(line).columnSubSequence(0, size.getColumns())));
        display.update(shown, -1);
        terminal.flush();
    }

    private Size size() {
        Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0 ? size : USUAL;
    }

    /** Leaves the terminal as it was, but for the lines that stay. */
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
