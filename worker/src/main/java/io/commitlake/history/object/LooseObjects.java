package io.commitlake.history.object;

import io.commitlake.model.commit.GitObject;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.DeflaterOutputStream;

/** Writes objects into a repository as Git does that has no pack for them. */
public final class LooseObjects {
    private LooseObjects() {}

    /**
     * Writes a loose object (gitformat-loose(5)).
     *
     * @param objects an existing folder of objects; it isn't created, so a folder removed at shutdown stays removed
     * @return the object's SHA
     */
    public static String write(Path objects, String type, byte[] content) throws IOException {
        String sha = GitObject.sha(type, content);
        Path fanOut = objects.resolve(sha.substring(0, 2));
        if (!Files.exists(fanOut)) {
            Files.createDirectory(fanOut);
        }
        try (OutputStream out = new DeflaterOutputStream(Files.newOutputStream(fanOut.resolve(sha.substring(2))))) {
            out.write(GitObject.header(type, content.length));
            out.write(content);
        }
        return sha;
    }
}
