package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Fetches commits by SHA: no tags and no branches by name, so a renamed branch or a moved head changes nothing. Hooks
 * and prompts are off, the protocol is HTTPS (HTTP only if the repository's URL says so), Git follows no redirects, and
 * the token is passed only in the environment.
 */
public final class Fetch {
    private static final Pattern MISSING_COMMIT =
            Pattern.compile("(?:not our ref|unadvertised object|did not send all necessary objects.*?) ([0-9a-f]{40})");
    /** The size of a repository for which starting threads takes longer than indexing its pack. */
    private static final long SMALL_KILOBYTES = 1000;

    private static final Duration DISK_CHECK_INTERVAL = Duration.ofMillis(500);

    /** The result of a fetch. */
    public sealed interface Result {
        record Done() implements Result {}

        /** The server doesn't have this commit, or refuses to send it. */
        record NotThere(String sha) implements Result {}

        /** The server refused the fetch. */
        record Other(FetchOutcome outcome) implements Result {}
    }

    private final BareRepository repository;
    private final Remote remote;
    private final Limits limits;

    public Fetch(BareRepository repository, Remote remote, Limits limits) {
        this.repository = repository;
        this.remote = remote;
        this.limits = limits;
    }

    /** Fetches the commits with everything that they reach, each to a reference named after it. */
    public Result run(List<String> shas) {
        Path wanted = repository.scratchFile("wanted");
        List<String> refspecs = new ArrayList<>(shas.size());
        for (String sha : shas) {
            refspecs.add("+" + sha + ":refs/commitlake/" + sha);
        }
        try {
            Files.write(wanted, refspecs);
        } catch (IOException failed) {
            throw LocalDisk.failure(wanted, failed);
        }
        try (GitProcess fetch =
                repository.git().start(command().withInput(wanted).withEnvironment(environment()))) {
            waitWithinDiskLimit(fetch);
            int code = fetch.waitForExit();
            return code == 0 ? new Result.Done() : resultOfFailure(fetch, code);
        }
    }

    private Git.Command command() {
        return repository.command(
                "-c",
                "protocol.allow=never",
                "-c",
                "protocol.https.allow=always",
                "-c",
                "protocol.http.allow=" + ("http".equals(remote.url().getScheme()) ? "always" : "never"),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "core.askPass=",
                "-c",
                "credential.helper=",
                "-c",
                "gc.auto=0",
                // After a redirect, Git would send the token to the new address with every further request.
                "-c",
                "http.followRedirects=false",
                "-c",
                "fetch.unpackLimit=1",
                // The repository is thrown away, and the clone cache verifies the packs that it keeps.
                "-c",
                "core.fsync=none",
                // Git doesn't know a container's limits. Each of its indexing threads has its own cache, and it reads
                // an undeltified blob whole up to this size.
                "-c",
                "pack.threads=" + indexThreads(),
                "-c",
                "core.bigFileThreshold=32m",
                // Give up on a server that stays silent for a minute.
                "-c",
                "http.lowSpeedLimit=1",
                "-c",
                "http.lowSpeedTime=60",
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--stdin",
                "--",
                remote.url().toString());
    }

    private int indexThreads() {
        return remote.kilobytes().orElse(Long.MAX_VALUE) <= SMALL_KILOBYTES
                ? 1
                : repository.limits().memory().lanes();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        remote.token().map(Secret::value).ifPresent(token -> {
            String basic =
                    Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
            environment.put("GIT_CONFIG_COUNT", "1");
            environment.put("GIT_CONFIG_KEY_0", "http." + remote.url().resolve("/") + ".extraHeader");
            environment.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
        });
        return environment;
    }

    /** Checks the disk use during the fetch and at its end, because a small fetch ends before the first check. */
    private void waitWithinDiskLimit(GitProcess fetch) {
        try {
            while (!fetch.waitFor(DISK_CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                checkDiskUse(fetch);
            }
            checkDiskUse(fetch);
        } catch (InterruptedException interrupted) {
            fetch.kill();
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("the fetch of " + remote.url() + " was interrupted", interrupted);
        }
    }

    private void checkDiskUse(GitProcess fetch) {
        long size = diskBytes();
        if (size > limits.diskBytes()) {
            throw fetch.stop(new FetchOutcome.TooLarge("its history takes more disk than the " + limits.diskBytes()
                    + " bytes that COMMITLAKE_MAX_REPOSITORY_DISK allows: " + size
                    + " bytes when its fetch was stopped"));
        }
    }

    private long diskBytes() {
        try (Stream<Path> files = Files.walk(repository.folder())) {
            return files.mapToLong(Fetch::fileBytes).sum();
        } catch (IOException | UncheckedIOException moved) {
            return 0; // Git renames files while it works; the next check counts them
        }
    }

    private static long fileBytes(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException moved) {
            return 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Result resultOfFailure(GitProcess fetch, int code) {
        fetch.failIfInterrupted(code);
        String errors = fetch.errorOutput();
        Matcher missing = MISSING_COMMIT.matcher(errors);
        if (missing.find()) {
            return new Result.NotThere(missing.group(1));
        }
        if (errors.contains("No space left on device") || errors.contains("Disk quota exceeded")) {
            throw LocalDisk.diskFull(repository.folder(), errors);
        }
        return FetchRefusal.of(errors)
                .<Result>map(Result.Other::new)
                .orElseThrow(() -> CommitlakeException.repository(remote.url() + " can't be fetched: "
                        + (errors.isEmpty() ? "git exited with " + code + " and no message" : errors)));
    }
}
