package io.commitlake.cli.output;

import io.commitlake.model.secret.KnownSecrets;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Passes text on line by line, with known secrets replaced. A secret that comes in several writes is found too. */
public final class RedactedWriter extends Writer {
    private final PrintWriter out;
    private final StringBuilder line = new StringBuilder();

    private RedactedWriter(PrintWriter out) {
        super(out);
        this.out = out;
    }

    /** A writer that flushes at the end of each line. */
    public static PrintWriter of(PrintWriter out) {
        return new PrintWriter(new RedactedWriter(out), true);
    }

    @Override
    public void write(char[] text, int from, int length) {
        synchronized (line) {
            line.append(text, from, length);
            int end = line.lastIndexOf("\n") + 1;
            pass(end);
        }
    }

    @Override
    public void flush() {
        synchronized (line) {
            pass(line.length());
            out.flush();
        }
    }

    private void pass(int end) {
        if (end > 0) {
            out.write(KnownSecrets.redact(line.substring(0, end)));
            line.delete(0, end);
        }
    }

    @Override
    public void close() throws IOException {
        flush();
        out.close();
    }
}
