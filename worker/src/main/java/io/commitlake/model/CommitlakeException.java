package io.commitlake.model;

import org.jspecify.annotations.Nullable;

/**
 * An unexpected failure that stops a command or the work on a repository. The code that calls the foreign library or
 * program creates the exception. Its {@link Kind} says whether a retry can help; its message names the thing, its value
 * and the way out, and never has a secret in it.
 */
public final class CommitlakeException extends RuntimeException {
    /** The part that failed. The command line maps each kind to one exit code. */
    public enum Kind {
        /** The command line is wrong. A retry can't help. */
        USAGE,
        /** A setting is missing or was refused, or the requested thing doesn't exist. A retry can't help. */
        SETTINGS,
        /** One repository failed and the others went on. A retry may help. */
        REPOSITORY,
        /** A signal ended the work on a repository. A retry continues from there. */
        INTERRUPTED,
        /** GitHub can't be reached. A retry may help. */
        GITHUB,
        /** GitHub's rate limits leave no requests for any token in the allowed time. A later retry may help. */
        SPENT,
        /** The object store, the ledger or the catalog failed. A retry may help. */
        STORE,
        /** Commitlake has a bug. A retry may get past it. */
        BUG,
        /** The dataset contradicts the ledger. */
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
