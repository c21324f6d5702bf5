package io.commitlake.history.git.clone;

import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.Limits;
import io.commitlake.history.Remote;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.history.git.plumbing.GitProcess;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fetches commits by SHA: no tags and no branches by name, so a renamed branch or a moved head changes nothing. Hooks
 * and prompts are off, the protocol is HTTPS (HTTP only if the repository's URL says so), Git follows no redirects, and
 * the token is passed only in the environment.
 */
public final class Fetch {
    private static final Pattern MISSING_OBJECT =
            Pattern.compile("(?:not our ref|unadvertised object|did not send all necessary objects.*?) ([0-9a-f]{40})");

    /** The errors of git-upload-pack if its settings forbid a filter. */
    private static final Pattern FILTER_REFUSED =
            Pattern.compile("filter '[^']*' not supported|tree filter allows max depth");

    /** The size of a repository below which one fetch of everything takes less time than several of what is needed. */
    public static final long MIN_FILTERED_KILOBYTES = 1000;

    /** The result of a fetch. */
    public sealed interface Result {
        record Done() implements Result {}

        /** The server doesn't have this object, or refuses to send it. */
        record NotThere(String sha) implements Result {}

        /** The server doesn't leave objects out. */
        record FilterRefused() implements Result {}

        /** The server refused the fetch. */
        record Other(FetchOutcome outcome) implements Result {}
    }

    private final BareRepository repository;
    private final Remote remote;
    private final Limits limits;
    private final FetchProgress progress;

    public Fetch(BareRepository repository, Remote remote, Limits limits, FetchProgress progress) {
        this.repository = repository;
        this.remote = remote;
        this.limits = limits;
        this.progress = progress;
    }

    /** Fetches the commits with everything that they reach, each to a reference named after it. */
    public Result whole(List<String> commits) {
        if (!repository.isEmpty()) {
            return run(references(commits), List.of(), List.of());
        }
        return switch (new PackDownload(repository, new FetchSettings(remote), limits.diskBytes(), progress)
                .run(commits)) {
            case PackDownload.Result.Done(String words) -> new Result.Done();
            case PackDownload.Result.Unsupported() -> run(references(commits), List.of(), List.of());
            case PackDownload.Result.Failed(String words, int code) -> resultOfFailure(words, code);
        };
    }

    /** As {@link #whole}, if the repository may already have some of the commits without their trees and blobs. */
    public Result wholeAgain(List<String> commits) {
        return run(references(commits), List.of(), List.of("--refetch"));
    }

    /**
     * Fetches the commits and all their ancestors, without trees and blobs. A server that can't leave objects out sends
     * everything.
     */
    public Result withoutTrees(List<String> commits) {
        return partial(references(commits), "tree:0", List.of());
    }

    /**
     * Fetches trees with all their subtrees, and blobs.
     *
     * @param shas a file with one SHA per line; an empty one would fetch the server's HEAD
     */
    public Result objects(Path shas) {
        // If we told the server which commits we have, it would take us to have their trees and blobs too.
        return partial(shas, "blob:none", List.of("-c", "fetch.negotiationAlgorithm=noop"));
    }

    /**
     * Fetches with a filter. As the settings are on the command line rather than in the repository, no other Git process
     * fetches an object that it misses: it fails.
     */
    private Result partial(Path refspecs, String filter, List<String> more) {
        List<String> settings = new ArrayList<>(more);
        settings.addAll(List.of(
                "-c", "remote." + remote.url() + ".promisor=true",
                "-c", "remote." + remote.url() + ".partialCloneFilter=" + filter));
        return run(refspecs, settings, List.of("--filter=" + filter));
    }

    private Path references(List<String> commits) {
        Path refspecs = repository.scratchFile("wanted");
        try {
            Files.write(
                    refspecs,
                    commits.stream()
                            .map(sha -> "+" + sha + ":refs/commitlake/" + sha)
                            .toList());
            return refspecs;
        } catch (IOException failed) {
            throw LocalDisk.failure(refspecs, failed);
        }
    }

    private Result run(Path refspecs, List<String> settings, List<String> options) {
        List<String> arguments = new ArrayList<>(settings);
        arguments.addAll(List.of(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-write-fetch-head",
                "--no-auto-maintenance",
                "--no-recurse-submodules",
                "--refmap=",
                "--stdin"));
        arguments.addAll(options);
        arguments.addAll(List.of("--", remote.url().toString()));
        Git.Command command =
                new FetchSettings(remote).command(repository, arguments).withInput(refspecs);
        try (GitProcess fetch = repository.git().start(command)) {
            new DiskLimit(repository.folder(), remote.url(), limits.diskBytes()).waitFor(fetch, progress);
            int code = fetch.waitForExit();
            if (code == 0) {
                return new Result.Done();
            }
            fetch.failIfInterrupted(code);
            return resultOfFailure(fetch.errorOutput(), code);
        }
    }

    private Result resultOfFailure(String errors, int code) {
        Matcher missing = MISSING_OBJECT.matcher(errors);
        if (missing.find()) {
            return new Result.NotThere(missing.group(1));
        }
        if (FILTER_REFUSED.matcher(errors).find()) {
            return new Result.FilterRefused();
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
