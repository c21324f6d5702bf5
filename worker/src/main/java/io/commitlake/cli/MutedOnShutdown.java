package io.commitlake.cli;

import io.commitlake.job.work.ShutdownHook;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Passes text on until this process is told to end. From then on work breaks off, and its error messages would only
 * mislead.
 */
final class MutedOnShutdown extends FilterOutputStream {
    private MutedOnShutdown(OutputStream out) {
        super(out);
    }

    static PrintStream of(OutputStream out) {
        return new PrintStream(new MutedOnShutdown(out), true, StandardCharsets.UTF_8);
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] text, int from, int length) throws IOException {
        if (!ShutdownHook.isShuttingDown()) {
            out.write(text, from, length);
        }
    }
}
