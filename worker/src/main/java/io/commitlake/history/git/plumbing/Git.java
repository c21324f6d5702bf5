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
 * The git on this machine, and the one place that starts it: with an environment in which nothing of this machine's or
 * user's configuration, attributes, replacements, hooks or language reaches it, so that what it says of a history
 * depends on the history alone.
 */
public final class Git {
    /** {@code --batch-command} with {@code flush}, {@code fetch --stdin} and stable {@code not our ref} answers. */
    private static final int OLDEST_MAJOR = 2;

    private static final int OLDEST_MINOR = 39;
    private static final Pattern VERSION = Pattern.compile("git version ((\\d+)\\.(\\d+)[^ \\n]*)");

    /** The empty tree, which every git knows: attributes are read from nowhere. */
    private static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private static final Map<String, String> CLEAN = Map.ofEntries(
            Map.entry("GIT_CONFIG_NOSYSTEM", "1"),
            Map.entry("GIT_CONFIG_GLOBAL", "/dev/null"),
            Map.entry("GIT_ATTR_NOSYSTEM", "1"),
            Map.entry("GIT_ATTR_SOURCE", EMPTY_TREE),
            Map.entry("GIT_NO_REPLACE_OBJECTS", "1"),
            Map.entry("GIT_TERMINAL_PROMPT", "0"),
            Map.entry("GIT_FLUSH", "0"),
            // Of glibc, see mallopt(3): else git gives the memory of each larger file back and takes it anew.
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
        Runtime.getRuntime().addShutdownHook(new Thread(() -> kill(running.keySet()), "end-git"));
    }

    /**
     * The git of a search path.
     *
     * @param path as in the environment's {@code PATH}
     * @throws CommitlakeException of kind SETTINGS where there is none or it is too old
     */
    public static Git find(String path) {
        for (String folder : path.split(java.io.File.pathSeparator, -1)) {
            Path candidate = Path.of(folder.isEmpty() ? "." : folder, "git");
            if (candidate.toFile().canExecute() && candidate.toFile().isFile()) {
                return checked(candidate.toString(), path);
            }
        }
        throw CommitlakeException.settings("there is no git on the PATH (" + path + "): install git " + OLDEST_MAJOR
                + "." + OLDEST_MINOR + " or newer");
    }

    private static Git checked(String program, String path) {
        Git git = new Git(program, path, "");
        String answer;
        try (GitProcess version = git.start(new Command(Path.of("."), ProcessLimits.NONE, List.of("version")))) {
            answer = new String(version.output().readAllBytes(), StandardCharsets.UTF_8);
            version.end();
        } catch (IOException failed) {
            throw CommitlakeException.settings(program + " can't be run: " + FailureText.of(failed), failed);
        }
        Matcher found = VERSION.matcher(answer);
        if (!found.find()) {
            throw CommitlakeException.settings(program + " isn't a git: `git version` says \"" + answer.strip() + "\"");
        }
        int major = Integer.parseInt(found.group(2));
        int minor = Integer.parseInt(found.group(3));
        if (major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR)) {
            throw CommitlakeException.settings(program + " is git " + found.group(1)
                    + ", which is too old: install git " + OLDEST_MAJOR + "." + OLDEST_MINOR + " or newer");
        }
        return new Git(program, path, found.group(1));
    }

    /** As {@code git version} has it, for instance {@code 2.39.5}. */
    public String version() {
        return version;
    }

    /**
     * A call of git.
     *
     * @param folder where it runs, and what HOME is
     * @param arguments after {@code git}
     * @param input its standard input; the null device where there is none
     * @param environment beside the clean one, for what must not stand on a command line
     */
    public record Command(
            Path folder,
            ProcessLimits bounds,
            List<String> arguments,
            ProcessBuilder.Redirect input,
            Map<String, String> environment) {
        private static final ProcessBuilder.Redirect NOTHING =
                ProcessBuilder.Redirect.from(new java.io.File("/dev/null"));

        Command(Path folder, ProcessLimits bounds, List<String> arguments) {
            this(folder, bounds, arguments, NOTHING, Map.of());
        }

        public Command reading(Path file) {
            return new Command(folder, bounds, arguments, ProcessBuilder.Redirect.from(file.toFile()), environment);
        }

        /** With a pipe as its input, {@link GitProcess#input()}. */
        public Command asked() {
            return new Command(folder, bounds, arguments, ProcessBuilder.Redirect.PIPE, environment);
        }

        public Command with(Map<String, String> more) {
            return new Command(folder, bounds, arguments, input, Map.copyOf(more));
        }
    }

    /** Kills every call that runs in a folder. */
    public void endAll(Path folder) {
        List<GitProcess> there = new ArrayList<>();
        running.forEach((process, where) -> {
            if (where.equals(folder)) {
                there.add(process);
            }
        });
        kill(there);
    }

    /** Kills each of them, even if another one can't be killed. */
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
     * Starts a call; the caller closes what it gets, which also ends the process.
     *
     * @throws CommitlakeException of kind REPOSITORY where the machine refuses to start a process
     * @throws io.commitlake.history.FetchException where the deadline is past: nothing is begun any more
     */
    public GitProcess start(Command command) {
        command.bounds().deadline().check();
        List<String> line = new ArrayList<>(command.arguments().size() + 1);
        line.add(program);
        line.addAll(command.arguments());
        ProcessBuilder builder =
                new ProcessBuilder(line).directory(command.folder().toFile()).redirectInput(command.input());
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(CLEAN);
        environment.put("PATH", path);
        environment.put("HOME", command.folder().toString());
        environment.put("XDG_CONFIG_HOME", command.folder().toString());
        environment.putAll(command.environment());
        try {
            Process started = builder.start();
            ProcessWatchdog.endFirst(started.pid());
            GitProcess process = new GitProcess(command.arguments(), started, command.bounds(), running::remove);
            running.put(process, command.folder());
            return process;
        } catch (IOException refused) {
            throw CommitlakeException.repository(
                    "git " + command.arguments().getFirst() + " can't be started: " + FailureText.of(refused), refused);
        }
    }
}
