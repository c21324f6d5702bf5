package io.commitlake.history.git.plumbing;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The Git program of this machine. Only this class starts it, in an environment that keeps out the machine's and the
 * user's configuration, attributes, replacements, hooks and language: Git's output depends on the history alone.
 */
public final class Git {
    /**
     * The oldest supported version. It has {@code cat-file --batch-command} with {@code flush}, {@code fetch --stdin}
     * and stable {@code not our ref} errors.
     */
    private static final int OLDEST_MAJOR = 2;

    private static final int OLDEST_MINOR = 39;
    private static final Pattern VERSION = Pattern.compile("git version ((\\d{1,9})\\.(\\d{1,9})[^ \\n]*)");

    /** The empty tree, which every Git knows: as the source of attributes, it turns them off. */
    public static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private static final Map<String, String> CLEAN_ENVIRONMENT = Map.ofEntries(
            Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
            Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
            Map.entry("GIT_ATTR_NOSYSTEM", "1"),
            Map.entry("GIT_ATTR_SOURCE", EMPTY_TREE),
            Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
            Map.entry("GIT_TERMINAL_PROMPT", "0"),
            Map.entry("GIT_FLUSH", "0"),
            // For glibc, see mallopt(3): by default, Git would release and allocate memory again for each larger file.
            Map.entry("MALLOC_MMAP_THRESHOLD_", "33554432"),
            Map.entry("MALLOC_TRIM_THRESHOLD_", "67108864"),
            Map.entry("LC_ALL", "C"));

    private final String program;
    private final String path;
    private final String version;
    private final Map<GitProcess, Path> running = new ConcurrentHashMap<>();

    private Git(String program, String path, String version) {
        this.program = program;
        this.path = path;
        this.version = version;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(running.keySet()), "kill-git"));
    }

    /**
     * Finds Git on a search path.
     *
     * @param path a search path in the form of the environment variable {@code PATH}
     * @throws CommitlakeException of kind SETTINGS if there is no Git on it or the first one is too old
     */
    public static Git find(String path) {
        for (String folder : path.split(java.io.File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, "git");
            if (candidate.toFile().canExecute() && candidate.toFile().isFile()) {
                return checked(candidate.toString(), path);
            }
        }
        throw CommitlakeException.settings("there is no git on the PATH (" + path + "): install Git " + OLDEST_MAJOR
                + "." + OLDEST_MINOR + " or newer");
    }

    private static Git checked(String program, String path) {
        Git git = new Git(program, path, "");
        String answer;
        try (GitProcess version = git.start(new Command(Path.of("."), ProcessLimits.NONE, List.of("version")))) {
            answer = new String(version.output().readAllBytes(), StandardCharsets.UTF_8);
            version.waitForSuccess();
        } catch (IOException failed) {
            throw CommitlakeException.settings(program + " can't be run: " + FailureText.of(failed), failed);
        }
        Matcher found = VERSION.matcher(answer);
        if (!found.find()) {
            throw CommitlakeException.settings(program + " isn't Git: `git version` prints \"" + answer.strip() + "\"");
        }
        int major = Integer.parseInt(found.group(2));
        int minor = Integer.parseInt(found.group(3));
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw CommitlakeException.settings(program + " is Git " + found.group(1)
                    + ", which is too old: install Git " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer");
        }
        return new Git(program, path, found.group(1));
    }

    /** The version that {@code git version} prints, for instance {@code 2.39.5}. */
    public String version() {
        return version;
    }

    /**
     * A Git command to start.
     *
     * @param folder the working directory, which also serves as HOME
     * @param arguments the arguments after {@code git}
     * @param input the standard input; by default, the null device
     * @param environment additional variables, for values that must not appear on a command line
     */
    public record Command(
            Path folder,
            ProcessLimits limits,
            List<String> arguments,
            ProcessBuilder.Redirect input,
            Map<String, String> environment) {
        private static final ProcessBuilder.Redirect NO_INPUT =
                ProcessBuilder.Redirect.from(new java.io.File("/dev/null"));

        Command(Path folder, ProcessLimits limits, List<String> arguments) {
            this(folder, limits, arguments, NO_INPUT, Map.of());
        }

        /** The same command, with a file as its standard input. */
        public Command withInput(Path file) {
            return new Command(folder, limits, arguments, ProcessBuilder.Redirect.from(file.toFile()), environment);
        }

        /** The same command, with a pipe as its standard input: {@link GitProcess#input()}. */
        public Command withInputPipe() {
            return new Command(folder, limits, arguments, ProcessBuilder.Redirect.PIPE, environment);
        }

        /** The same command, with these variables in place of its additional ones. */
        public Command withEnvironment(Map<String, String> more) {
            return new Command(folder, limits, arguments, input, Map.copyOf(more));
        }
    }

    /** Kills every Git process that runs in a folder. */
    public void killAllIn(Path folder) {
        List<GitProcess> inFolder = new ArrayList<>();
        running.forEach((process, workingFolder) -> {
            if (workingFolder.equals(folder)) {
                inFolder.add(process);
            }
        });
        kill(inFolder);
    }

    /** Kills every process, even if killing one of them fails. */
    private static void kill(Iterable<GitProcess> processes) {
        Throwable first = null;
        for (GitProcess process : processes) {
            try {
                process.kill();
            } catch (RuntimeException | Error failed) {
                first = first == null ? failed : first;
            }
        }
        switch (first) {
            case null -> {}
            case RuntimeException failed -> throw failed;
            case Error failed -> throw failed;
            default -> throw new IllegalStateException(first);
        }
    }

    /**
     * Starts a command. The caller closes the process, which also kills it if it still runs.
     *
     * @throws CommitlakeException of kind REPOSITORY if the machine refuses to start a process
     * @throws io.commitlake.history.FetchException if the deadline is past
     */
    public GitProcess start(Command command) {
        command.limits().deadline().check();
        List<String> line = new ArrayList<>(command.arguments().size() + 1);
        line.add(program);
        line.addAll(command.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(command.folder().toFile()).redirectInput(command.input());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(CLEAN_ENVIRONMENT);
        environment.put("PATH", path);
        environment.put("HOME", command.folder().toString());
        environment.put("XDG_CONFIG_HOME", command.folder().toString());
        environment.putAll(command.environment());
        try {
            Process started = builder.start();
            ProcessWatchdog.preferOomKill(started.pid());
            try {
                GitProcess process = new GitProcess(command.arguments(), started, command.limits(), running::remove);
                running.put(process, command.folder());
                return process;
            } catch (RuntimeException | Error noMemory) {
                started.destroyForcibly(); // nothing else would end it
                throw noMemory;
            }
        } catch (IOException refused) {
            throw CommitlakeException.repository(
                    "git " + command.arguments().getFirst() + " can't be started: " + FailureText.of(refused), refused);
        }
    }
}
