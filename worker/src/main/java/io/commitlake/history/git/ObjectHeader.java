package io.commitlake.history.git;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The line that {@code git cat-file --batch} prints before an object: {@code <sha> <type> <size>}.
 *
 * @param size the object's size in bytes
 */
record ObjectHeader(String sha, String type, long size) {
    private static final Pattern FORM = Pattern.compile("([0-9a-f]{40}) ([a-z]+) (\\d{1,18})");

    /** Parses a line; empty if it isn't the header of an object. */
    static Optional<ObjectHeader> parse(String line) {
        Matcher words = FORM.matcher(line);
        return words.matches()
                ? Optional.of(new ObjectHeader(words.group(1), words.group(2), Long.parseLong(words.group(3))))
                : Optional.empty();
    }

    boolean isCommit() {
        return type.equals("commit");
    }

    boolean isBlob() {
        return type.equals("blob");
    }
}
