package io.commitlake.job;

import io.commitlake.github.tokens.Lease;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.history.Deadline;
import io.commitlake.history.Fetched;
import io.commitlake.history.HistorySource;
import io.commitlake.history.Remote;
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
public final class FetchByTurns implements HistorySource {
    /** curl's words, by way of git. */
    private static final Pattern UNREACHABLE =
            Pattern.compile("Could not resolve host|Failed to connect to|Couldn't connect to server");

    private final HistorySource source;
    private final Tokens tokens;

    public FetchByTurns(HistorySource source, Tokens tokens) {
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
    public Fetched fetch(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
        Instant since = tokens.clock().instant();
        String repository = Long.toString(remote.repository());
        Set<Integer> blind = new HashSet<>();
        @Nullable Fetched unseen = null;
        while (true) {
            Optional<Lease> turn = tokens.lease(Resource.GIT, Optional.of(repository), blind, since);
            if (turn.isEmpty()) {
                return unseen != null
                        ? unseen
                        : new Fetched.Declined(Fetched.Declined.Reason.FORBIDDEN, "no token may see " + remote.url());
            }
            try (Lease lease = turn.get()) {
                Fetched fetched = fetched(remote.with(lease.secret()), head, frontiers, folder, deadline);
                switch (fetched) {
                    case Fetched.Declined(Fetched.Declined.Reason reason, String words)
                    when reason == Fetched.Declined.Reason.LIMITED -> lease.limited(Optional.empty());
                    case Fetched.Declined(Fetched.Declined.Reason reason, String words)
                    when reason == Fetched.Declined.Reason.UNAUTHORIZED && lease.number() > 0 -> lease.refused();
                    case Fetched.Declined declined -> {
                        lease.forbidden(repository);
                        unseen = declined;
                    }
                    case Fetched.Gone gone -> {
                        unseen = unseen == null ? gone : unseen; // who is forbidden it knows that it is there
                        blind.add(lease.number());
                    }
                    case Fetched other -> {
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
    private Fetched fetched(Remote remote, String head, List<String> frontiers, Path folder, Deadline deadline) {
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
