package io.commitlake.history.git.plumbing;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A Git process that has ended and printed the given output: for output that no Git prints. */
public final class PrintedOutput extends Process {
    private final InputStream output;

    private PrintedOutput(InputStream output) {
        this.output = output;
    }

    /** A process that printed these bytes and succeeded. */
    public static GitProcess of(String command, byte[] output) {
        return of(command, new ByteArrayInputStream(output));
    }

    /** The same, for output that may be larger than memory. */
    public static GitProcess of(String command, InputStream output) {
        return new GitProcess(List.of(command), new PrintedOutput(output), ProcessLimits.NONE, closed -> {});
    }

    @Override
    public OutputStream getOutputStream() {
        return OutputStream.nullOutputStream();
    }

    @Override
    public InputStream getInputStream() {
        return output;
    }

    @Override
    public InputStream getErrorStream() {
        return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
        return 0;
    }

    @Override
    public boolean waitFor(long time, TimeUnit unit) {
        return true;
    }

    @Override
    public int exitValue() {
        return 0;
    }

    @Override
    public boolean isAlive() {
        return false;
    }

    @Override
    public void destroy() {
        // It has ended.
    }

    @Override
    public Process destroyForcibly() {
        return this;
    }

    @Override
    public Stream<ProcessHandle> descendants() {
        return Stream.empty();
    }

    /** No process has this number. */
    @Override
    public long pid() {
        return Long.MAX_VALUE;
    }
}
