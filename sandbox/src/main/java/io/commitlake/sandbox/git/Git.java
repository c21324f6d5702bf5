package io.commitlake.sandbox.git;

import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The git on PATH, always run with an environment that leaves the user's and the machine's configuration out: what is served
 * depends on the repositories alone.
 */
public final class Git implements AutoCloseable {
    private final Path home;
    private final Path execPath;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Git(Path home, Path execPath) {
        this.home = home;
        this.execPath = execPath;
    }

    /**
     * Asks git where its programs lie.
     *
     * @param home an empty folder that git takes for the user's
     * @throws SandboxException if there is no git, or it comes without http-backend
     */
    public static Git find(Path home) {
        Path execPath;
        try {
            execPath = Path.of(new Git(home, home).run("--exec-path").strip());
        } catch (UncheckedIOException e) {
            throw new SandboxException(
                    "git is not on PATH: install it (2.39 or newer), the sandbox serves with it.", e);
        }
        Git git = new Git(home, execPath);
        if (!Files.isExecutable(git.httpBackend())) {
            throw new SandboxException("git has no http-backend at " + git.httpBackend()
                    + ": install the full git package, the sandbox serves clones with it.");
        }
        return git;
    }

    /** The CGI program that speaks git's smart HTTP. */
    public Path httpBackend() {
        return execPath.resolve("git-http-backend");
    }

    /** What {@code git} with these arguments prints; an exit code other than 0 is an exception with git's own words. */
    public String run(String... arguments) {
        return new String(output(arguments), StandardCharsets.UTF_8);
    }

    /** As {@link #run}, byte for byte. */
    public byte[] output(String... arguments) {
        Result result = execute(new byte[0], arguments);
        if (result.exit() != 0) {
            throw failure(result, arguments);
        }
        return result.output();
    }

    /** As {@link #run}, of what is given to it as its input. */
    public void feed(byte[] input, String... arguments) {
        Result result = execute(input, arguments);
        if (result.exit() != 0) {
            throw failure(result, arguments);
        }
    }

    /** As {@link #run}, but empty where git ends with 1, by which some of its commands say that there is none. */
    public Optional<String> find(String... arguments) {
        Result result = execute(new byte[0], arguments);
        if (result.exit() > 1) {
            throw failure(result, arguments);
        }
        return result.exit() == 1
                ? Optional.empty()
                : Optional.of(new String(result.output(), StandardCharsets.UTF_8).strip());
    }

    private record Result(int exit, byte[] output, String errors) {}

    private static SandboxException failure(Result result, String... arguments) {
        return new SandboxException("git " + String.join(" ", arguments) + " ended with " + result.exit() + ": "
                + result.errors().strip());
    }

    private Result execute(byte[] input, String... arguments) {
        try {
            Process process = start(Map.of(), arguments);
            // All pipes at once: a full one would stop git.
            Thread.ofPlatform().daemon().start(() -> writeInput(process, input));
            CompletableFuture<byte[]> errors = new CompletableFuture<>();
            Thread.ofPlatform().daemon().start(() -> errors.complete(readAll(process.getErrorStream())));
            byte[] output = readAll(process.getInputStream());
            int exit = process.waitFor();
            return new Result(exit, output, new String(errors.join(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SandboxException("Interrupted while git was running.", e);
        }
    }

    private static void writeInput(Process process, byte[] input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // It has ended before it read all; its exit code tells.
        }
    }

    private static byte[] readAll(InputStream pipe) {
        try (pipe) {
            return pipe.readAllBytes();
        } catch (IOException e) {
            return new byte[0]; // git was killed; its exit code tells
        }
    }

    Process start(Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add("git");
        command.addAll(List.of(arguments));
        return start(command, variables);
    }

    /** Starts a program of git's with the clean environment and these variables besides. */
    public Process start(List<String> command, Map<String, String> variables) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        Map<String, String> environment = builder.environment();
        environment
                .keySet()
                .removeIf(name -> name.startsWith("GIT_") || name.startsWith("GITHUB_") || name.startsWith("AWS_"));
        environment.put("HOME", home.toString());
        environment.put("XDG_CONFIG_HOME", home.toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        environment.put("GIT_NO_REPLACE_OBJECTS", "1");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("LC_ALL", "C");
        // Histories may belong to another user, as a folder mounted into a container does.
        environment.put("GIT_CONFIG_COUNT", "3");
        environment.put("GIT_CONFIG_KEY_0", "safe.directory");
        environment.put("GIT_CONFIG_VALUE_0", "*");
        environment.put("GIT_CONFIG_KEY_1", "uploadpack.allowAnySHA1InWant");
        environment.put("GIT_CONFIG_VALUE_1", "true");
        environment.put("GIT_CONFIG_KEY_2", "uploadpack.allowFilter");
        environment.put("GIT_CONFIG_VALUE_2", "true");
        environment.putAll(variables);
        Process process = builder.start();
        running.add(process);
        running.removeIf(other -> !other.isAlive());
        if (closed) {
            kill(process);
        }
        return process;
    }

    /** Ends a program of git's with all its children, which would otherwise go on by themselves. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Ends every git that still runs, and each that is started from now on. */
    @Override
    public void close() {
        closed = true;
        for (Process process : List.copyOf(running)) {
            kill(process);
        }
    }
}
