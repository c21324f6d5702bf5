package io.commitlake.history.git;

import io.commitlake.history.NewCommits;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.LocalDisk;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.history.object.GitText;
import io.commitlake.history.object.RawCommit;
import io.commitlake.model.commit.ChangeStatus;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.FileChange;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** New commits, read span by span: its commits, changes and blobs come from a git each and are joined. */
final class GitNewCommits implements NewCommits {
    private final BareRepository repository;
    private final CommitIndex index;
    private final Map<String, String> authors;
    private final LineCountsPool resting;

    GitNewCommits(BareRepository repository, CommitIndex index, Map<String, String> authors) {
        this.repository = repository;
        this.resting = new LineCountsPool(repository);
        this.index = index;
        this.authors = authors;
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public Map<String, String> authors() {
        return authors;
    }

    @Override
    public List<Span> spans() {
        return index.spans();
    }

    @Override
    public void read(Span span, Function<String, OptionalLong> authorId, Consumer<Commit> each) {
        Path shas = repository.scratch("span-" + span.from());
        write(span, shas);
        try (CommitReader objects = new CommitReader(repository, shas);
                TreeDiff diff = new TreeDiff(repository, shas);
                LineCountsPool.Lease lease = resting.take(span.from())) {
            for (int at = span.from(); at < span.to(); at++) {
                String sha = index.sha(at);
                RawCommit object = objects.next()
                        .orElseThrow(() -> new IllegalStateException("git gave no object for the commit " + sha));
                each.accept(new Commit(
                        sha,
                        Instant.ofEpochSecond(index.seconds(at)),
                        object.email().map(authorId).orElse(OptionalLong.empty()),
                        object.message(),
                        object.parents(),
                        rows(lease.counts().of(diff.next(sha)))));
            }
            diff.end();
            lease.rest(span.to());
        } finally {
            remove(shas);
        }
    }

    @Override
    public void close() {
        resting.close();
    }

    private static List<FileChange> rows(List<LineCounts.Counted> changes) {
        List<FileChange> rows = new ArrayList<>(changes.size());
        for (LineCounts.Counted counted : changes) {
            TreeDiff.Change change = counted.change();
            rows.add(new FileChange(
                    change.status(),
                    change.named().sha(),
                    GitText.decoded(change.path()),
                    change.status() == ChangeStatus.REMOVED ? "" : GitText.escaped(change.path()),
                    change.previous().map(GitText::decoded),
                    counted.lines().added(),
                    counted.lines().deleted(),
                    counted.size()));
        }
        return rows;
    }

    private void write(Span span, Path to) {
        try (BufferedWriter out = Files.newBufferedWriter(to, StandardCharsets.US_ASCII)) {
            for (int at = span.from(); at < span.to(); at++) {
                out.write(index.sha(at));
                out.write('\n');
            }
        } catch (IOException failed) {
            throw LocalDisk.failure(to, failed);
        }
    }

    private static void remove(Path shas) {
        try {
            Files.deleteIfExists(shas);
        } catch (IOException failed) {
            throw LocalDisk.failure(shas, failed);
        }
    }
}
