package io.commitlake.github.http;

import io.commitlake.github.tokens.Budget;
import io.commitlake.github.tokens.Lease;
import io.commitlake.github.tokens.Resource;
import io.commitlake.github.tokens.Tokens;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Secret;
import io.micronaut.http.client.exceptions.HttpClientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The one place that asks again: it rests for limits, takes another token where one is refused or may not see a
 * repository, follows what has moved, and asks again where the server failed.
 */
public final class Http {
    private static final int MOST_MOVES = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /** Asks once. */
    @FunctionalInterface
    interface Wire {
        Exchange send(URI address, Optional<byte[]> json, Optional<Secret> token);
    }

    private final URI root;
    private final Wire wire;
    private final Tokens tokens;

    /** Asks below the root of REST; what has moved elsewhere isn't followed there. */
    public Http(URI root, Transport transport, Tokens tokens) {
        this(root, transport::send, tokens);
    }

    Http(URI root, Wire wire, Tokens tokens) {
        this.root = root;
        this.wire = wire;
        this.tokens = tokens;
    }

    public Tokens tokens() {
        return tokens;
    }

    /**
     * Asks until there is an answer that asking again wouldn't change.
     *
     * @return never {@link Verdict.Limited}; {@link Verdict.Gone} and {@link Verdict.Forbidden} only where every token
     *     was answered so; one that is {@link Verdict#passing} where it didn't pass
     * @throws CommitlakeException of kind SPENT where the wait for a budget would be too long, of kind SETTINGS where
     *     every token was refused, or none was given and one is needed
     */
    public Answer ask(Question question) {
        return new Asking(question).answer();
    }

    /** One question until it is answered. */
    private final class Asking {
        private final Instant since = tokens.clock().instant();
        private final Set<Integer> blind = new HashSet<>();
        private Question question;
        private @Nullable Answer unseen;
        private int faults;
        private int moves;

        Asking(Question question) {
            this.question = question;
        }

        Answer answer() {
            while (true) {
                Optional<Lease> turn = tokens.lease(question.resource(), question.repository(), blind, since);
                if (turn.isEmpty()) {
                    return unseen != null ? unseen : nobody(question);
                }
                Answer answer = once(question, turn.get());
                if (settles(answer)) {
                    remember(answer);
                    return answer;
                }
            }
        }

        /** Whether asking again wouldn't change it. */
        private boolean settles(Answer answer) {
            return switch (answer.verdict()) {
                case Verdict.Limited limited -> false;
                case Verdict.BadCredentials bad -> answer.token() == 0;
                case Verdict.Gone gone -> unseen(unseen == null ? answer : unseen, answer.token());
                case Verdict.Forbidden forbidden -> unseen(answer, answer.token());
                case Verdict.Moved(URI to, String words) -> !followed(to);
                case Verdict.ServerFault(String words) -> failedOften(words);
                case Verdict.Unreadable(String words) -> failedOften(words);
                case Verdict settled -> true;
            };
        }

        /** GitHub hides what a token may not see: who was told that there is none is blind where another one sees it. */
        private void remember(Answer answer) {
            if (!blind.isEmpty() && answer.verdict() instanceof Verdict.Ok) {
                question.repository().ifPresent(repository -> tokens.blind(blind, repository));
            }
        }

        /** Who is forbidden it knows that it is there: that is said rather than that there is none. */
        private boolean unseen(Answer said, int token) {
            unseen = said;
            blind.add(token);
            return false;
        }

        private boolean followed(URI to) {
            boolean follow = question.json().isEmpty() && below(to) && moves++ < MOST_MOVES;
            question = follow ? question.at(to) : question;
            return follow;
        }

        private boolean failedOften(String words) {
            faults++;
            if (faults < question.tries()) {
                pause(faults, words);
            }
            return faults >= question.tries();
        }
    }

    /** Asks one token once, and tells it what the answer means for it; a {@link Lease} is closed with its answer. */
    public Answer once(Question question, Lease turn) {
        try (turn) {
            Exchange exchange = wire.send(question.address(), question.json(), turn.secret());
            Instant now = tokens.clock().instant();
            Verdict verdict = Verdicts.of(exchange, question.resource(), now);
            tell(turn, question, verdict, new LimitHeaders(exchange, now));
            return new Answer(exchange, verdict, turn.number());
        } catch (HttpClientException failed) {
            String words =
                    question.verb() + " " + question.address() + " gets no whole answer: " + FailureText.of(failed);
            Exchange none = new Exchange(question.verb(), question.address(), 0, Map.of(), new byte[0]);
            return new Answer(none, new Verdict.ServerFault(words), turn.number());
        }
    }

    private static void tell(Lease turn, Question question, Verdict verdict, LimitHeaders limits) {
        Optional<Resource> of = limits.resource(question.resource());
        Optional<Budget> budget = limits.budget();
        if (!(verdict instanceof Verdict.BadCredentials) && of.isPresent() && budget.isPresent()) {
            turn.read(of.get(), budget.get()); // a refused token's headers are those of its address
        }
        switch (verdict) {
            case Verdict.BadCredentials bad -> turn.refused();
            case Verdict.Limited(boolean primary, Optional<Instant> until, String words)
            when primary && until.isPresent() ->
                turn.read(
                        of.orElse(question.resource()),
                        new Budget(budget.map(Budget::limit).orElse(0), 0, until.get()));
            case Verdict.Limited(boolean primary, Optional<Instant> until, String words) -> turn.limited(until);
            case Verdict.Forbidden forbidden -> question.repository().ifPresent(turn::forbidden);
            case Verdict fault when fault.passing() -> {}
            case Verdict answer -> turn.good();
        }
    }

    /** Nobody may ask. */
    private Answer nobody(Question question) {
        if (tokens.anonymous()) {
            throw CommitlakeException.settings(
                    "GitHub's GraphQL needs a token: set GITHUB_TOKENS, GITHUB_TOKENS_FILE or GITHUB_APP_ID");
        }
        String words = question.verb() + " " + question.address() + ": no token may see "
                + question.repository().orElse("it");
        Exchange none = new Exchange(question.verb(), question.address(), 403, Map.of(), new byte[0]);
        return new Answer(none, new Verdict.Forbidden(words), 0);
    }

    private boolean below(URI to) {
        return Objects.equals(to.getScheme(), root.getScheme())
                && Objects.equals(to.getHost(), root.getHost())
                && to.getPort() == root.getPort()
                && to.getRawPath().startsWith(root.getRawPath());
    }

    private void pause(int faults, String words) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << (faults - 1));
        try {
            // Spread, so that many shards don't come back at once.
            tokens.pause(pause.plusMillis(ThreadLocalRandom.current().nextLong(pause.toMillis())));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw CommitlakeException.github(words, interrupted);
        }
    }
}
