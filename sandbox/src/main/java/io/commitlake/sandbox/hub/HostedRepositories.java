package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.error.SandboxException;
import io.commitlake.sandbox.git.BareRepository;
import io.commitlake.sandbox.git.Bundle;
import io.commitlake.sandbox.git.Git;
import io.commitlake.sandbox.synthetic.SyntheticRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The repositories of a folder. Its histories ({@code *.bundle} and {@code *.git}), in name order, become repositories
 * {@code sandbox/NAME} with ids 1000, 1001, … and 100, 101, … stars, unless {@link RepositoriesFile} overrides that. A
 * {@code *.git} folder is served in place.
 */
public final class HostedRepositories {
    private static final long FIRST_ID = 1000;
    private static final long FIRST_STARS = 100;
    private static final Pattern HISTORY = Pattern.compile("(.+)\\.(bundle|git)");

    private final Git git;
    private final Path histories;
    private final Path unbundled;
    /**
     * The number of each history. A name keeps its number; otherwise the id of a removed history would pass to the next
     * one.
     */
    private final Map<String, Integer> places = new HashMap<>();

    private final Map<Path, Supplier<BareRepository>> sources = new HashMap<>();
    private final List<HostedRepository> synthetic;
    private volatile RepositoryIndex index = RepositoryIndex.EMPTY;

    /**
     * Serves nothing until {@link #refresh}.
     *
     * @param histories the folder of histories
     * @param unbundled the folder for unpacked bundles and generated histories
     * @param syntheticRepositories the generated repositories by time of creation, which follow those of the folder
     */
    public HostedRepositories(
            Git git, Path histories, Path unbundled, List<SyntheticRepository> syntheticRepositories) {
        this.git = git;
        this.histories = histories;
        this.unbundled = unbundled;
        this.synthetic = syntheticRepositories.stream().map(this::synthetic).toList();
    }

    /** Reads the folder again. Known repositories keep their id and stars; new ones follow them. */
    public synchronized void refresh() {
        RepositoriesFile overrides = RepositoriesFile.in(histories);
        Map<String, Path> files = files();
        for (String name : overrides.names()) {
            if (!files.containsKey(name) && !places.containsKey(name)) {
                throw new SandboxException(histories.resolve(RepositoriesFile.NAME) + " names '" + name
                        + "', but there is no " + name + ".bundle or " + name + ".git beside it.");
            }
        }
        List<HostedRepository> found = new ArrayList<>();
        files.forEach((name, file) -> {
            int place = places.computeIfAbsent(name, key -> places.size());
            found.add(new HostedRepository(
                    overrides.metadata(name, FIRST_ID + place, FIRST_STARS + place), source(file)));
        });
        index = new RepositoryIndex(found, synthetic);
    }

    public List<HostedRepository> all() {
        return index.all();
    }

    /**
     * All repositories created in a span of time, and perhaps others from the folder.
     *
     * @param from in seconds since 1970, inclusive
     * @param to inclusive
     */
    public List<HostedRepository> createdBetween(long from, long to) {
        return index.createdBetween(from, to);
    }

    /** The repository that has this name now; case doesn't matter, as on GitHub. */
    public Optional<HostedRepository> byName(String fullName) {
        return index.byName(fullName);
    }

    /** The repository that had this name before, unless another one has it now. */
    public Optional<HostedRepository> byFormerName(String fullName) {
        return index.byFormerName(fullName);
    }

    public Optional<HostedRepository> byId(long id) {
        return index.byId(id);
    }

    public Optional<HostedRepository> byNodeId(String nodeId) {
        return index.byNodeId(nodeId);
    }

    private HostedRepository synthetic(SyntheticRepository synthetic) {
        Path directory = unbundled.resolve("synthetic").resolve(synthetic.id() + ".git");
        return new HostedRepository(
                RepositoryMetadata.of(synthetic),
                Optional.of(synthetic),
                new MemoizedSupplier<>(() -> synthetic.make(git, directory)));
    }

    private Map<String, Path> files() {
        Map<String, Path> files = new LinkedHashMap<>();
        try (Stream<Path> listed = Files.list(histories)) {
            for (Path file : listed.sorted().toList()) {
                Matcher history = HISTORY.matcher(file.getFileName().toString());
                if (history.matches() && files.putIfAbsent(history.group(1), file) != null) {
                    throw new SandboxException(histories + " has both " + history.group(1) + ".bundle and "
                            + history.group(1) + ".git: both would be the same repository; remove one of them.");
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    private Supplier<BareRepository> source(Path file) {
        return sources.computeIfAbsent(file, key -> {
            if (Files.isDirectory(key)) {
                BareRepository live = BareRepository.at(git, key);
                return () -> live;
            }
            Bundle bundle = new Bundle(key);
            bundle.check();
            return new MemoizedSupplier<>(() -> bundle.unbundle(git, unbundled.resolve(key.getFileName() + ".git")));
        });
    }
}
