package io.commitlake.testing;

import io.commitlake.history.object.LooseObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Writes objects that Git itself no longer writes into a repository as they are (gitrepository-layout(5)). */
public final class LooseObject {
    private static final String EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    private LooseObject() {}

    /** Writes an object; returns its SHA. */
    public static String write(Path gitDir, String type, byte[] body) {
        try {
            return LooseObjects.write(gitDir.resolve("objects"), type, body);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /**
     * Writes a commit without files; returns its SHA.
     *
     * @param date the text after the committer's e-mail, such as {@code 1577836800 +0000}
     */
    public static String commit(Path gitDir, String message, String date, List<String> parents) {
        write(gitDir, "tree", new byte[0]);
        StringBuilder body = new StringBuilder("tree " + EMPTY_TREE + "\n");
        parents.forEach(parent -> body.append("parent ").append(parent).append('\n'));
        body.append("author A <a@example.com> 1577836800 +0000\n");
        body.append("committer C <c@example.com> ")
                .append(date)
                .append("\n\n")
                .append(message)
                .append('\n');
        return write(gitDir, "commit", body.toString().getBytes(StandardCharsets.ISO_8859_1));
    }
}
