package io.commitlake.cli.output;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Clock;
import java.util.Map;

/** Passes each line of text on as an object of a JSON log. Lines with an error or a fault have the level ERROR. */
public final class JsonWriter extends Writer {
    private final PrintWriter out;
    private final Clock clock;
    private final StringBuilder line = new StringBuilder();

    private JsonWriter(PrintWriter out, Clock clock) {
        super(out);
        this.out = out;
        this.clock = clock;
    }

    /** A writer that flushes at the end of each line. */
    public static PrintWriter of(PrintWriter out, Clock clock) {
        return new PrintWriter(new JsonWriter(out, clock), true);
    }

    @Override
    public void write(char[] text, int from, int length) {
        synchronized (line) {
            line.append(text, from, length);
            for (int end = line.indexOf("\n"); end >= 0; end = line.indexOf("\n")) {
                print(line.substring(0, end));
                line.delete(0, end + 1);
            }
        }
    }

    private void print(String text) {
        if (!text.isBlank()) {
            boolean isError = text.startsWith("commitlake: ") || text.startsWith("fault: ");
            out.write(JsonLine.of(clock.instant(), isError ? "ERROR" : "INFO", text.stripTrailing(), Map.of()) + "\n");
        }
    }

    /** Passes on an unfinished line too, such as a question that somebody has to answer. */
    @Override
    public void flush() {
        synchronized (line) {
            print(line.toString());
            line.setLength(0);
            out.flush();
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
