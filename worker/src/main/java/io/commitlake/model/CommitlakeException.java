package io.commitlake.model;

import org.jspecify.annotations.Nullable;

/**
 * What stops a command or a repository and isn't an expected outcome. It is made once, where the foreign library or
 * program is called, and its {@link Kind} says whether a retry can help; its message names the thing, its value and
 * the way out, and never holds a secret.
 */
public final class CommitlakeException extends RuntimeException {
    /** What failed; the command line maps each to one exit code. */
    public enum Kind {
        /** The command was called wrongly. No retry helps. */
        USAGE,
        /** A setting is missing or refused, or what was asked for isn't there. No retry helps. */
        SETTINGS,
        /** One repository failed; the others went on. A retry may mend it. */
        REPOSITORY,
        /** A signal from outside ended the work on a repository. A retry goes on from there. */
        INTERRUPTED,
        /** GitHub can't be reached. A retry may mend it. */
        GITHUB,
        /** GitHub's limits leave no token anything to ask in time. A retry may mend it. */
        SPENT,
        /** The object store or the ledger failed. A retry may mend it. */
        STORE,
        /** A bug of ours; a retry may get past it. */
        BUG,
        /** The dataset isn't what the ledger says of it. */
        FAULTY
    }

    private final Kind kind;

    private CommitlakeException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    public static CommitlakeException usage(String message) {
        return new CommitlakeException(Kind.USAGE, message, null);
    }

    public static CommitlakeException settings(String message) {
        return new CommitlakeException(Kind.SETTINGS, message, null);
    }

    public static CommitlakeException settings(String message, Throwable cause) {
        return new CommitlakeException(Kind.SETTINGS, message, cause);
    }

    public static CommitlakeException repository(String message) {
        return new CommitlakeException(Kind.REPOSITORY, message, null);
    }

    public static CommitlakeException repository(String message, Throwable cause) {
        return new CommitlakeException(Kind.REPOSITORY, message, cause);
    }

    public static CommitlakeException interrupted(String message) {
        return new CommitlakeException(Kind.INTERRUPTED, message, null);
    }

    public static CommitlakeException github(String message) {
        return new CommitlakeException(Kind.GITHUB, message, null);
    }

    public static CommitlakeException github(String message, Throwable cause) {
        return new CommitlakeException(Kind.GITHUB, message, cause);
    }

    public static CommitlakeException spent(String message) {
        return new CommitlakeException(Kind.SPENT, message, null);
    }

    public static CommitlakeException bug(String message) {
        return new CommitlakeException(Kind.BUG, message, null);
    }

    public static CommitlakeException store(String message) {
        return new CommitlakeException(Kind.STORE, message, null);
    }

    public static CommitlakeException store(String message, Throwable cause) {
        return new CommitlakeException(Kind.STORE, message, cause);
    }
}
