package io.commitlake.job.source;

import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
import io.commitlake.job.work.Workspace;
import io.commitlake.model.CommitlakeException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A source whose fetches take their turns with all else that asks GitHub: a token that is to rest, is refused or may
 * not see the repository gives way to another one.
 */
public final class RateLimitedSource implements HistorySource {
    /** curl's words, by way of git. */
    private static final Pattern UNREACHABLE =
            Pattern.compile("Could not resolve host|Failed to connect to|Couldn't connect to server");

    private final HistorySource source;
    private final TokenPool tokens;

    public RateLimitedSource(HistorySource source, TokenPool tokens) {
        this.source = source;
        this.tokens = tokens;
    }

    @Override
    public String format() {
        return source.format();
    }

    /**
     * Fetches; the remote's own token doesn't count.
     *
     * @throws io.commitlake.model.CommitlakeException also of kind SPENT where the wait for a token would be too
     *     long, of kind SETTINGS where every token was refused
     */
    @Override
    public FetchOutcome fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        Instant since = tokens.clock().instant();
        String repository = Long.toString(remote.repository());
        Set<Integer> blind = new HashSet<>();
        @Nullable FetchOutcome unseen = null;
        while (true) {
            Optional<TokenLease> turn = tokens.lease(Resource.GIT, Optional.of(repository), blind, since);
            if (turn.isEmpty()) {
                return unseen != null
                        ? unseen
                        : new FetchOutcome.Declined(
                                FetchOutcome.Declined.Reason.FORBIDDEN, "no token may see " + remote.url());
            }
            try (TokenLease lease = turn.get()) {
                FetchOutcome fetched = fetched(remote.withToken(lease.secret()), head, frontiers, folder, deadline);
                switch (fetched) {
                    case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words)
                    when reason == FetchOutcome.Declined.Reason.LIMITED -> lease.limited(Optional.empty());
                    case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words)
                    when reason == FetchOutcome.Declined.Reason.UNAUTHORIZED && lease.number() > 0 -> lease.refused();
                    case FetchOutcome.Declined declined -> {
                        lease.forbidden(repository);
                        unseen = declined;
                    }
                    case FetchOutcome.Gone gone -> {
                        unseen = unseen == null ? gone : unseen; // who is forbidden it knows that it is there
                        blind.add(lease.number());
                    }
                    case FetchOutcome other -> {
                        lease.succeeded();
                        if (!blind.isEmpty()) {
                            tokens.exclude(blind, repository);
                        }
                        return other;
                    }
                }
            }
            Workspace.empty(folder);
        }
    }

    /** Where the server isn't there at all it is nothing about this repository. */
    private FetchOutcome fetched(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        try {
            return source.fetch(remote, head, frontiers, folder, deadline);
        } catch (CommitlakeException failed) {
            String words = String.valueOf(failed.getMessage());
            throw failed.kind() == CommitlakeException.Kind.REPOSITORY
                            && UNREACHABLE.matcher(words).find()
                    ? CommitlakeException.github(
                            words + " (is the network there? GITHUB_SERVER_URL should be the server's address)", failed)
                    : failed;
        }
    }
}
