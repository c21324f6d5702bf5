package io.commitlake.history.git.plumbing;

import io.commitlake.model.secret.KnownSecrets;
import java.util.regex.Pattern;

/**
 * The end of a Git process's standard error output. Callers search it for the reason of a failure, and people read it
 * on terminals: so it omits the paths that Git quotes, which an attacker could name after any reason, and all control
 * characters but tabs and newlines. Thread-safe.
 */
final class ErrorOutput {
    private static final int MAX_CHARS = 4000;

    /**
     * The start of Git's only messages that quote a path of a history, for instance {@code fatal: entry 'a' in tree …
     * has blob mode, but is not a blob} (list-objects.c). Git cuts off long messages, and a path may have newlines: so
     * the end of the quote can't be told, and nothing after its start is kept.
     */
    private static final String PATH = "entry '";

    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cc}&&[^\t\n]]");

    private final StringBuilder end = new StringBuilder();
    private boolean inPath;

    synchronized void append(String more) {
        if (inPath) {
            return;
        }
        end.append(more);
        // Git quotes the server, which may quote a token. Cut in half, it wouldn't be recognized.
        end.replace(0, end.length(), KnownSecrets.redact(end.toString()));
        int path = end.indexOf(PATH);
        if (path >= 0) {
            inPath = true;
            end.setLength(path + PATH.length());
            end.append("\u2026");
        }
        end.delete(0, Math.max(0, end.length() - MAX_CHARS));
    }

    synchronized String text() {
        return CONTROLS.matcher(end).replaceAll("").strip();
    }
}
