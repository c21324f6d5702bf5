package io.commitlake.simulation;

import io.commitlake.history.EarlierExports;
import io.commitlake.history.History;
import io.commitlake.history.NewCommits;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.Commit;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.model.commit.EmailUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** A history fetched from a simulated repository. Its rows are read in one span per month, each in a lane. */
record SimulatedHistory(SimulatedRepository repository) implements History {
    static final Comparator<Commit> ORDER = Comparator.comparing(Commit::at).thenComparing(Commit::sha);

    @Override
    public String source() {
        return "git";
    }

    @Override
    public Optional<Tip> tipBefore(String head, Instant snapshot) {
        return repository.tipBefore(head, snapshot);
    }

    @Override
    public boolean reaches(List<String> frontiers, String commit) {
        return repository.reach(frontiers).contains(commit);
    }

    @Override
    public List<String> independent(List<String> commits) {
        return commits.stream()
                .filter(sha -> commits.stream()
                        .noneMatch(other -> !other.equals(sha)
                                && repository.reach(List.of(other)).contains(sha)))
                .toList();
    }

    /** Asks about every candidate; the real sources leave out the ancestors of commits that are held. */
    @Override
    public NewCommits newCommits(String tip, List<String> frontiers, Optional<EarlierExports> earlier) {
        return new Commits(
                repository,
                commits(
                        repository,
                        tip,
                        frontiers,
                        commit -> earlier.isPresent()
                                && earlier.get().in(CommitMonth.of(commit.at())).test(commit.sha())));
    }

    /** The commits of an export in the order of its rows. */
    static List<Commit> commits(
            SimulatedRepository repository, String tip, Collection<String> frontiers, Predicate<Commit> exported) {
        Set<String> shas = repository.reach(List.of(tip));
        shas.removeAll(repository.reach(frontiers));
        return shas.stream()
                .map(repository::commit)
                .filter(exported.negate())
                .sorted(ORDER)
                .toList();
    }

    /** A commit with the users of its people. */
    static Commit withUsers(Commit commit, Function<String, OptionalLong> userId) {
        return new Commit(
                commit.sha(),
                commit.tree(),
                commit.author(),
                userId.apply(commit.author().email().orElseThrow()),
                commit.committer(),
                userId.apply(commit.committer().email().orElseThrow()),
                commit.message(),
                commit.parents(),
                commit.changes());
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private record Commits(SimulatedRepository repository, List<Commit> all) implements NewCommits {
        @Override
        public Map<String, byte[]> contents(Map<String, Long> sizes) {
            Map<String, byte[]> contents = new TreeMap<>();
            sizes.keySet().forEach(sha -> contents.put(sha, repository.blob(sha)));
            return contents;
        }

        @Override
        public int size() {
            return all.size();
        }

        @Override
        public Map<String, EmailUse> emails() {
            Map<String, EmailUse> uses = new TreeMap<>();
            for (Commit commit : all) {
                uses.merge(
                        commit.author().email().orElseThrow(),
                        new EmailUse(EmailUse.Role.AUTHOR, commit.sha()),
                        (a, b) -> a.compareTo(b) < 0 ? a : b);
            }
            return uses;
        }

        @Override
        public List<Span> spans() {
            List<Span> spans = new ArrayList<>();
            for (int from = 0; from < all.size(); ) {
                CommitMonth month = CommitMonth.of(all.get(from).at());
                int to = from + 1;
                while (to < all.size() && CommitMonth.of(all.get(to).at()).equals(month)) {
                    to++;
                }
                spans.add(new Span(month, from, to));
                from = to;
            }
            return spans;
        }

        @Override
        public void read(Span span, Function<String, OptionalLong> userId, Consumer<Commit> each) {
            all.subList(span.from(), span.to()).forEach(commit -> each.accept(withUsers(commit, userId)));
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
