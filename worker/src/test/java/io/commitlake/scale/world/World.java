package io.commitlake.scale.world;

import io.commitlake.job.work.Workspace;
import io.commitlake.storage.DataKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** A made-up GitHub and store with the clock that both share. */
public final class World implements AutoCloseable {
    /** Larger datasets don't keep data files, so only runs without news can be validated. */
    public static final int MOST_VALIDATED = 1000;

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private final int tokens;
    private final VirtualTime time = new VirtualTime(BEGIN);
    private final Requests requests = new Requests();
    private final MadeUpHub hub;
    private final MadeUpGitHub github;
    private final RecordLog contents;
    private final MadeUpStore store;
    private final Workspace workspace;

    /**
     * A world at its beginning.
     *
     * @param alike whether all repositories cost the same
     */
    public World(int repositories, boolean alike, int tokens, Path folder) {
        this.tokens = tokens;
        this.hub = new MadeUpHub(repositories, BEGIN, alike);
        this.github = new MadeUpGitHub(hub, time, requests);
        try {
            Files.createDirectories(folder);
            Path log = folder.resolve("objects-" + ProcessHandle.current().pid() + "-" + repositories);
            Files.deleteIfExists(log);
            this.contents = new RecordLog(log);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        boolean forgets = repositories > MOST_VALIDATED;
        this.store = new MadeUpStore(
                time.clock(), contents, key -> forgets && DataKey.parse(key).isPresent());
        this.workspace = Workspace.open(folder);
    }

    public int tokens() {
        return tokens;
    }

    public VirtualTime time() {
        return time;
    }

    public Requests requests() {
        return requests;
    }

    public MadeUpHub hub() {
        return hub;
    }

    MadeUpGitHub github() {
        return github;
    }

    public MadeUpStore store() {
        return store;
    }

    Workspace workspace() {
        return workspace;
    }

    @Override
    public void close() {
        contents.close();
        workspace.close();
    }
}
