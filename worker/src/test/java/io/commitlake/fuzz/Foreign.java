package io.commitlake.fuzz;

import io.commitlake.history.FetchException;
import io.commitlake.history.api.UncertainAnswerException;
import io.commitlake.model.CommitlakeException;

/** Runs code that reads foreign bytes. */
final class Foreign {
    private Foreign() {}

    /** Runs code that may refuse the bytes with an exception that names its reason. Any other exception is a fault. */
    static void read(Runnable code) {
        try {
            code.run();
        } catch (CommitlakeException refused) {
            if (refused.kind() == CommitlakeException.Kind.BUG
                    || String.valueOf(refused.getMessage()).isBlank()) {
                throw refused;
            }
        } catch (FetchException | UncertainAnswerException refused) {
            // These name the outcome of a repository, or let Git supply the history.
        }
    }

    /** Fails if a promise about what was read is broken. */
    static void check(boolean promise, String broken) {
        if (!promise) {
            throw new AssertionError(broken);
        }
    }
}
