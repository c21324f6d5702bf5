package io.commitlake.history.api;

import io.commitlake.history.NewCommits;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.EmailUse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Function;

/** New commits, read from the API one by one; from a span's first uncertain answer on, Git supplies the rest. */
final class ApiNewCommits implements NewCommits {
    private final DetailedCommits details;
    private final CommitIndex index;
    private final Map<String, EmailUse> emails;
    private final BlobContents blobs;
    private final GitFallbackCommits fallback;

    ApiNewCommits(
            DetailedCommits details,
            CommitIndex index,
            Map<String, EmailUse> emails,
            BlobContents blobs,
            GitFallbackCommits fallback) {
        this.details = details;
        this.index = index;
        this.emails = emails;
        this.blobs = blobs;
        this.fallback = fallback;
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public Map<String, EmailUse> emails() {
        return emails;
    }

    @Override
    public List<Span> spans() {
        return index.spans();
    }

    @Override
    public void read(Span span, Function<String, OptionalLong> userId, Consumer<Commit> each) {
        int next = span.from();
        while (next < span.to()) {
            Optional<NewCommits> git = fallback.ifFetched();
            if (git.isPresent()) {
                git.get().read(new Span(span.first(), next, span.to()), userId, each);
                return;
            }
            try {
                List<DetailedCommits.Rows> rows = details.read(next, span.to());
                rows.forEach(row ->
                        each.accept(row.commit().object().commit(row.commit().sha(), userId, row.files())));
                next += rows.size();
            } catch (UncertainAnswerException doubt) {
                fallback.replacing(this, doubt);
            }
        }
    }

    @Override
    public Map<String, byte[]> contents(Map<String, Long> sizes) {
        Optional<NewCommits> git = fallback.ifFetched();
        if (git.isPresent()) {
            return git.get().contents(sizes);
        }
        try {
            return blobs.read(sizes);
        } catch (UncertainAnswerException doubt) {
            return fallback.replacing(this, doubt).contents(sizes);
        }
    }

    @Override
    public void close() {
        fallback.ifFetched().ifPresent(NewCommits::close);
    }
}
