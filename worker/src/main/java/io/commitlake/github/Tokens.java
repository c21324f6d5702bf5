package io.commitlake.github;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tokens, given out in turn. The one place that knows which are good. */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /**
     * A token and its number among the settings, which is all that is ever said of it.
     *
     * @param number from 1
     */
    record Numbered(int number, Secret secret) {}

    private final int given;
    private final List<Numbered> good = new ArrayList<>();
    private int next;

    public Tokens(List<Secret> secrets) {
        given = secrets.size();
        for (int i = 0; i < given; i++) {
            good.add(new Numbered(i + 1, secrets.get(i)));
        }
    }

    /**
     * The next in turn; empty where none was given.
     *
     * @throws CommitlakeException of kind SETTINGS where every one given was refused: never anonymous in silence
     */
    synchronized Optional<Numbered> next() {
        if (given == 0) {
            return Optional.empty();
        }
        if (good.isEmpty()) {
            throw CommitlakeException.settings(
                    "GitHub refuses " + (given == 1 ? "the token" : "all " + given + " tokens")
                            + " of GITHUB_TOKENS: replace " + (given == 1 ? "it" : "them"));
        }
        return Optional.of(good.get(next++ % good.size()));
    }

    /** For git. */
    public Optional<Secret> secret() {
        return next().map(Numbered::secret);
    }

    synchronized void refused(Numbered token) {
        if (good.remove(token)) {
            LOG.warn("GitHub refuses token {} of {}: it is left out from now on", token.number(), given);
        }
    }
}
