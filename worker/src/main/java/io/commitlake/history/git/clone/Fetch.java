package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
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
 * One fetch of commits by their shas: no tags, no branch by name, so that a renamed branch or a moved head changes
 * nothing. Hooks are off, only https is spoken (http where the server's own address says so), nothing is asked of a
 * person, no redirect is followed, and the token travels in the environment alone.
 */
public final class Fetch {
    private static final Pattern NOT_THERE =
            Pattern.compile("(?:not our ref|unadvertised object|did not send all necessary objects.*?) ([0-9a-f]{40})");
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /** How a fetch ended. */
    public sealed interface Result {
        record Done() implements Result {}

        /** The server doesn't have, or doesn't give, this one. */
        record NotThere(String sha) implements Result {}

        /** Another outcome than the commits. */
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

    public Result run(List<String> shas) {
        Path wanted = repository.scratch("wanted");
        List<String> refspecs = new ArrayList<>(shas.size());
        for (String sha : shas) {
            refspecs.add("+" + sha + ":refs/commitlake/" + sha);
        }
        try {
            Files.write(wanted, refspecs);
        } catch (IOException failed) {
            throw LocalDisk.failure(wanted, failed);
        }
        try (GitProcess fetch = repository.git().start(command().reading(wanted).with(environment()))) {
            watch(fetch);
            int code = fetch.exit();
            return code == 0 ? new Result.Done() : failed(fetch, code);
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
                // git sends the header of the first address to wherever that leads, with every request but the first.
                "-c",
                "http.followRedirects=false",
                "-c",
                "fetch.unpackLimit=1",
                // Git sees neither a container's processors nor its memory: each thread of an index has a cache of its
                // own, and a blob that stands for itself is read whole up to this size.
                "-c",
                "pack.threads=" + repository.bounds().memory().lanes(),
                "-c",
                "core.bigFileThreshold=32m",
                // A server that goes silent for a minute is as good as gone.
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

    /** Looks at the disk while it runs, and once more at the end: a small history is there before the first look. */
    private void watch(GitProcess fetch) {
        try {
            while (!fetch.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                look(fetch);
            }
            look(fetch);
        } catch (InterruptedException interrupted) {
            fetch.kill();
            Thread.currentThread().interrupt();
            throw CommitlakeException.repository("the fetch of " + remote.url() + " was interrupted", interrupted);
        }
    }

    private void look(GitProcess fetch) {
        long size = size();
        if (size > limits.diskBytes()) {
            throw fetch.stop(new FetchOutcome.TooLarge("its history takes more than " + limits.diskBytes()
                    + " bytes of disk, which is what COMMITLAKE_MAX_REPOSITORY_DISK allows: " + size
                    + " when its fetch was stopped"));
        }
    }

    private long size() {
        try (Stream<Path> files = Files.walk(repository.folder())) {
            return files.mapToLong(Fetch::size).sum();
        } catch (IOException | UncheckedIOException moved) {
            return 0; // git renames its files while it works: the next look sees them
        }
    }

    private static long size(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.size(file) : 0;
        } catch (NoSuchFileException moved) {
            return 0;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Result failed(GitProcess fetch, int code) {
        fetch.failIfInterrupted(code);
        String words = fetch.words();
        Matcher notThere = NOT_THERE.matcher(words);
        if (notThere.find()) {
            return new Result.NotThere(notThere.group(1));
        }
        if (words.contains("No space left on device") || words.contains("Disk quota exceeded")) {
            throw LocalDisk.full(repository.folder(), words);
        }
        return FetchRefusal.of(words)
                .<Result>map(Result.Other::new)
                .orElseThrow(() -> CommitlakeException.repository(remote.url() + " can't be fetched: "
                        + (words.isEmpty() ? "git ended with " + code + " and without a word" : words)));
    }
}
