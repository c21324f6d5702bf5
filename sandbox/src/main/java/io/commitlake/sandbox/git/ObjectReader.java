package io.commitlake.sandbox.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/**
 * Reads objects of one repository through one {@code git cat-file --batch-command}, so that a hundred objects cost one
 * process. Not thread-safe. Open a reader for each request: a longer-lived one would still see pruned objects.
 */
public final class ObjectReader implements AutoCloseable {
    private final Process process;
    private final DataInputStream answers;

    ObjectReader(Git git, String directory) {
        try {
            process = git.start(Map.of(), "--git-dir", directory, "cat-file", "--batch-command");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answers = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /** The object that a name or an expression such as {@code main:README.md} (gitrevisions(7)) resolves to. */
    public Optional<GitObject> find(String expression) {
        if (expression.isBlank() || expression.indexOf('\n') >= 0) {
            return Optional.empty();
        }
        try {
            return ask("info " + expression);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Commit commit(String oid) {
        return Commit.parse(oid, contents(oid));
    }

    public byte[] contents(String oid) {
        try {
            GitObject found = ask("contents " + oid).orElseThrow(() -> new IOException("no object " + oid));
            byte[] body = answers.readNBytes(Math.toIntExact(found.size()));
            answers.skipNBytes(1); // the newline after the contents
            return body;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The entry at a path, with the mode as the tree stores it.
     *
     * @param tree the SHA of the tree that the path starts from
     * @param path the path, whose names are looked up as UTF-8
     */
    public Optional<TreeEntry> entry(String tree, String path) {
        String next = tree;
        Optional<TreeEntry> found = Optional.empty();
        for (String name : path.split("/", -1)) {
            if (found.isPresent() && !found.get().type().equals("tree")) {
                return Optional.empty();
            }
            found = TreeEntry.find(contents(next), name.getBytes(StandardCharsets.UTF_8));
            if (found.isEmpty()) {
                return Optional.empty();
            }
            next = found.get().oid();
        }
        return found;
    }

    private Optional<GitObject> ask(String command) throws IOException {
        process.getOutputStream().write((command + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String answer = line();
        if (answer.endsWith(" missing") || answer.endsWith(" ambiguous")) {
            return Optional.empty();
        }
        String[] words = answer.split(" ", -1);
        return Optional.of(new GitObject(words[0], GitObject.Type.of(words[1]), Long.parseLong(words[2])));
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = answers.read(); b != '\n'; b = answers.read()) {
            if (b < 0) {
                throw new IOException("git cat-file ended: is the repository broken?");
            }
            line.write(b);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        Git.kill(process);
    }
}
