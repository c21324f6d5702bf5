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
 * Runs the Git on PATH in an environment free of the user's and the system's configuration, so that answers depend on
 * the repositories alone.
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
     * Finds Git and its programs.
     *
     * @param home an empty folder to use as the user's home
     * @throws SandboxException if Git isn't installed, or lacks http-backend
     */
    public static Git find(Path home) {
        Path execPath;
        try {
            execPath = Path.of(new Git(home, home).run("--exec-path").strip());
        } catch (UncheckedIOException e) {
            throw new SandboxException(
                    "Git isn't on PATH: install Git 2.39 or newer, which the sandbox serves with.", e);
        }
        Git git = new Git(home, execPath);
        if (!Files.isExecutable(git.httpBackend())) {
            throw new SandboxException("Git has no http-backend at " + git.httpBackend()
                    + ": install the full Git package; the sandbox serves clones with it.");
        }
        return git;
    }

    /** The CGI program that speaks Git's smart HTTP. */
    public Path httpBackend() {
        return execPath.resolve("git-http-backend");
    }

    /**
     * Runs {@code git} with these arguments and returns its output.
     *
     * @throws SandboxException if the exit code isn't 0; the message has Git's own words
     */
    public String run(String... arguments) {
        return new String(output(arguments), StandardCharsets.UTF_8);
    }

    /** Like {@link #run}, but returns the bytes. */
    public byte[] output(String... arguments) {
        Result result = execute(new byte[0], arguments);
        if (result.exit() != 0) {
            throw failure(result, arguments);
        }
        return result.output();
    }

    /** Runs {@code git} as {@link #run} does, with this input. */
    public void feed(byte[] input, String... arguments) {
        Result result = execute(input, arguments);
        if (result.exit() != 0) {
            throw failure(result, arguments);
        }
    }

    /** Like {@link #run}, but empty for exit code 1, with which some commands say that they found nothing. */
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
        return new SandboxException("git " + String.join(" ", arguments) + " exited with " + result.exit() + ": "
                + result.errors().strip());
    }

    private Result execute(byte[] input, String... arguments) {
        try {
            Process process = start(Map.of(), arguments);
            // Serve all pipes at once, because a full pipe would block Git.
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
            throw new SandboxException("Interrupted while Git was running.", e);
        }
    }

    private static void writeInput(Process process, byte[] input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input);
        } catch (IOException e) {
            // Git ended before it read all input; its exit code tells why.
        }
    }

    private static byte[] readAll(InputStream pipe) {
        try (pipe) {
            return pipe.readAllBytes();
        } catch (IOException e) {
            return new byte[0]; // Git was killed; its exit code says so
        }
    }

    Process start(Map<String, String> variables, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add("git");
        command.addAll(List.of(arguments));
        return start(command, variables);
    }

    /** Starts one of Git's programs in the clean environment, with these additional variables. */
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
        // A history may belong to another user, for example in a folder mounted into a container.
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

    /** Kills a process and its children, which would otherwise keep running. */
    public static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** Kills every running process, and each one started from now on. */
    @Override
    public void close() {
        closed = true;
        for (Process process : List.copyOf(running)) {
            kill(process);
        }
    }
}
