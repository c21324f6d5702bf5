package io.commitlake.job.source;

import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.TokenLease;
import io.commitlake.github.tokens.TokenPool;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
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
 * A source whose fetches share the token pool with all other requests to GitHub. If a token has to rest, is refused or
 * may not see the repository, the fetch tries another one.
 */
public final class RateLimitedSource implements HistorySource {
    /** curl's error messages, which Git passes on. */
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
     * Fetches with a token of the pool; the remote's own token is ignored.
     *
     * @throws io.commitlake.model.CommitlakeException also of kind SPENT if the wait for a token would be too long, of
     *     kind SETTINGS if every token was refused
     */
    @Override
    public FetchOutcome fetch(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        Instant since = tokens.clock().instant();
        String repository = Long.toString(remote.repository());
        Set<Integer> blind = new HashSet<>();
        @Nullable FetchOutcome unseen = null;
        while (true) {
            Optional<TokenLease> granted = tokens.lease(Resource.GIT, Optional.of(repository), blind, since);
            if (granted.isEmpty()) {
                return unseen != null
                        ? unseen
                        : new FetchOutcome.Declined(
                                FetchOutcome.Declined.Reason.FORBIDDEN,
                                "no token may read " + remote.url()
                                        + tokens.forbidden(repository)
                                                .map(words -> ": " + words)
                                                .orElse(""));
            }
            try (TokenLease lease = granted.get()) {
                FetchOutcome fetched =
                        fetchOnce(remote.withToken(lease.secret()), head, frontiers, folder, deadline, progress);
                switch (fetched) {
                    case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words)
                    when reason == FetchOutcome.Declined.Reason.LIMITED -> lease.limited(Optional.empty());
                    case FetchOutcome.Declined(FetchOutcome.Declined.Reason reason, String words)
                    when reason == FetchOutcome.Declined.Reason.UNAUTHORIZED && lease.number() > 0 -> lease.refused();
                    case FetchOutcome.Declined declined -> {
                        lease.forbidden(repository, declined.message());
                        unseen = declined;
                    }
                    case FetchOutcome.Gone gone -> {
                        unseen = unseen == null ? gone : unseen; // a 403 implies that the repository exists
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

    /** Fetches once. An unreachable server is a failure of GitHub, not of this repository. */
    private FetchOutcome fetchOnce(
            Remote remote,
            String head,
            List<String> frontiers,
            Path folder,
            Deadline deadline,
            FetchProgress progress) {
        try {
            return source.fetch(remote, head, frontiers, folder, deadline, progress);
        } catch (CommitlakeException failed) {
            String words = String.valueOf(failed.getMessage());
            throw failed.kind() == CommitlakeException.Kind.REPOSITORY
                            && UNREACHABLE.matcher(words).find()
                    ? CommitlakeException.github(
                            words + " (check the network; GITHUB_SERVER_URL should be the server's address)", failed)
                    : failed;
        }
    }
}
