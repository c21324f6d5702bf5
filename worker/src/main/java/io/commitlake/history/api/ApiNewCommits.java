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

/** New commits, each in detail by the API; from the first doubtful one of a span on by git. */
final class ApiNewCommits implements NewCommits {
    private final DetailedCommits details;
    private final CommitIndex index;
    private final Map<String, String> authors;
    private final GitFallbackCommits byGit;

    ApiNewCommits(DetailedCommits details, CommitIndex index, Map<String, String> authors, GitFallbackCommits byGit) {
        this.details = details;
        this.index = index;
        this.authors = authors;
        this.byGit = byGit;
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
        int at = span.from();
        while (at < span.to()) {
            Optional<NewCommits> git = byGit.ifRead();
            if (git.isPresent()) {
                git.get().read(new Span(span.first(), at, span.to()), authorId, each);
                return;
            }
            try {
                List<DetailedCommits.Rows> rows = details.from(at, span.to());
                rows.forEach(row -> each.accept(commit(row, authorId)));
                at += rows.size();
            } catch (UncertainAnswerException doubt) {
                byGit.instead(this, doubt);
            }
        }
    }

    @Override
    public void close() {
        byGit.ifRead().ifPresent(NewCommits::close);
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
