package io.commitlake.scale.world;

import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.EmailUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A straight history.
 *
 * @param commits all commits by their SHAs, oldest first
 */
record MadeUpHistory(List<Map.Entry<String, MadeUpCommit>> commits, VirtualTime time) implements History {
    @Override
    public String source() {
        return "git";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return commits.subList(0, place(head) + 1).reversed().stream()
                .filter(commit -> commit.getValue().at().isBefore(snapshot))
                .findFirst()
                .map(commit -> new Tip(commit.getKey(), commit.getValue().at()));
    }

    @Override
    public boolean reaches(List<String> frontiers, String commit) {
        return frontiers.stream().anyMatch(frontier -> place(frontier) >= place(commit));
    }

    @Override
    public List<String> independent(List<String> some) {
        int last = some.stream().mapToInt(this::place).max().orElse(-1);
        return some.stream().filter(sha -> place(sha) == last).toList();
    }

    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        int from = frontiers.stream().mapToInt(this::place).max().orElse(-1) + 1;
        return new Commits(commits.subList(from, Math.max(from, place(tip) + 1)), time);
    }

    private int place(String sha) {
        for (int i = commits.size() - 1; i >= 0; i--) {
            if (commits.get(i).getKey().equals(sha)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no commit " + sha);
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    /** Some commits in a row, in one span per month. */
    private record Commits(List<Map.Entry<String, MadeUpCommit>> commits, VirtualTime time) implements NewCommits {
        @Override
        public Map<String, byte[]> contents(Map<String, Long> sizes) {
            throw new UnsupportedOperationException("no content has the SHA of a made-up blob");
        }

        @Override
        public int size() {
            return commits.size();
        }

        @Override
        public Map<String, EmailUse> emails() {
            Map<String, EmailUse> uses = new TreeMap<>();
            commits.forEach(commit -> uses.merge(
                    commit.getValue().email(),
                    new EmailUse(EmailUse.Role.AUTHOR, commit.getKey()),
                    (a, b) -> a.compareTo(b) < 0 ? a : b));
            return uses;
        }

        @Override
        public List<Span> spans() {
            List<Span> spans = new ArrayList<>();
            for (int from = 0; from < commits.size(); ) {
                CommitMonth month = month(from);
                int to = from + 1;
                while (to < commits.size() && month(to).equals(month)) {
                    to++;
                }
                spans.add(new Span(month, from, to));
                from = to;
            }
            return spans;
        }

        private CommitMonth month(int place) {
            return CommitMonth.of(commits.get(place).getValue().at());
        }

        @Override
        public void read(Span span, Function<String, OptionalLong> userId, Consumer<Commit> each) {
            List<Commit> read = time.outside(() -> commits.subList(span.from(), span.to()).stream()
                    .map(commit -> commit.getValue().commit(commit.getKey(), userId))
                    .sorted(Comparator.comparing(Commit::at).thenComparing(Commit::sha))
                    .toList());
            read.forEach(each);
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
