package io.commitlake.history.api;

import io.commitlake.history.NewCommits;
import io.commitlake.history.object.CommitIndex;
import io.commitlake.model.commit.Commit;
import java.time.Instant;
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
    private final Map<String, String> authors;
    private final GitFallbackCommits fallback;

    ApiNewCommits(
            DetailedCommits details, CommitIndex index, Map<String, String> authors, GitFallbackCommits fallback) {
        this.details = details;
        this.index = index;
        this.authors = authors;
        this.fallback = fallback;
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
        int next = span.from();
        while (next < span.to()) {
            Optional<NewCommits> git = fallback.ifFetched();
            if (git.isPresent()) {
                git.get().read(new Span(span.first(), next, span.to()), authorId, each);
                return;
            }
            try {
                List<DetailedCommits.Rows> rows = details.read(next, span.to());
                rows.forEach(row -> each.accept(commit(row, authorId)));
                next += rows.size();
            } catch (UncertainAnswerException doubt) {
                fallback.replacing(this, doubt);
            }
        }
    }

    @Override
    public void close() {
        fallback.ifFetched().ifPresent(NewCommits::close);
    }

    private static Commit commit(DetailedCommits.Rows row, Function<String, OptionalLong> authorId) {
        CommitDetail detail = row.commit();
        return new Commit(
                detail.sha(),
                Instant.ofEpochSecond(detail.object().seconds()),
                detail.object().email().map(authorId).orElse(OptionalLong.empty()),
                detail.object().message(),
                detail.object().parents(),
                row.files());
    }
}
