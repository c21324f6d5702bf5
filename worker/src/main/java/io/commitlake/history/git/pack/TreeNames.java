package io.commitlake.history.git.pack;

import io.commitlake.history.lines.BlobVersions;
import io.commitlake.history.lines.BlobVersions.Version;
import io.commitlake.history.object.GitObject;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.zip.Inflater;

/**
 * Names the objects that are stored as differences from others, each after its base, and writes the lines of blobs. For one
 * thread.
 */
final class TreeNames implements AutoCloseable {
    private final PackFile pack;
    private final PackNames names;
    private final PackTrees trees;
    private final PackIndexer.Bounds bounds;
    private final Inflater inflater = new Inflater();
    private final MessageDigest sha1 = GitObject.sha1();
    private final LinesWriter.Part lines;
    private final BlobVersions versions = new BlobVersions();
    private final Deque<Base> bases = new ArrayDeque<>();
    private long heldBytes;

    TreeNames(PackFile pack, PackNames names, PackTrees trees, LinesWriter lines, PackIndexer.Bounds bounds) {
        this.pack = pack;
        this.names = names;
        this.trees = trees;
        this.lines = lines.new Part();
        this.bounds = bounds;
    }

    /** An object whose differences are being named. */
    private final class Base {
        private final byte[] content;
        private final Optional<Version> version;
        private final long linesAt;
        private int next;

        Base(int object, byte[] content, Optional<Version> version) {
            this.content = content;
            this.version = version;
            this.linesAt = trees.lines()[object];
            this.next = trees.firstDifference(object);
        }

        long bytes() {
            return content.length
                    + version.flatMap(Version::table)
                            .map(table -> 12L * table.ends().length)
                            .orElse(0L);
        }
    }

    /** Names the objects of the tree whose root is this one. */
    void name(int whole) throws IOException {
        ObjectType type = trees.type(whole);
        byte[] content = pack.inflate(pack.entry(names.offset(whole)), inflater);
        push(
                whole,
                content,
                type == ObjectType.BLOB
                        ? Optional.of(written(whole, versions.read(content), LinesWriter.NONE))
                        : Optional.empty());
        while (!bases.isEmpty()) {
            Base base = bases.peek();
            if (base.next == PackTrees.NONE) {
                pop();
                continue;
            }
            bounds.check().run();
            int object = base.next;
            base.next = trees.nextDifference(object);
            Delta delta = new Delta(pack.inflate(pack.entry(names.offset(object)), inflater), bounds.objectBytes());
            byte[] made = delta.apply(base.content);
            names.name(object, sha1, type, made);
            Optional<Version> version = Optional.empty();
            if (base.version.isPresent()) {
                version = Optional.of(written(object, versions.read(made, base.version.get()), base.linesAt));
            }
            if (base.next == PackTrees.NONE) {
                pop(); // the last difference needs its base no more
            }
            push(object, made, version);
        }
    }

    /** Writes what lines are left in memory. */
    void flush() throws IOException {
        lines.flush();
    }

    private Version written(int object, Version version, long base) throws IOException {
        boolean shares = version.common().atStart() + version.common().atEnd() > 0;
        trees.lines()[object] = lines.write(version, shares ? base : LinesWriter.NONE);
        return version;
    }

    private void push(int object, byte[] content, Optional<Version> version) throws UnreadablePackException {
        if (trees.firstDifference(object) == PackTrees.NONE) {
            return;
        }
        Base base = new Base(object, content, version);
        heldBytes += base.bytes();
        if (heldBytes > bounds.heldBytes()) {
            throw new UnreadablePackException("a chain of deltas holds " + heldBytes + " bytes");
        }
        bases.push(base);
    }

    private void pop() {
        heldBytes -= bases.pop().bytes();
    }

    @Override
    public void close() {
        inflater.end();
    }
}
