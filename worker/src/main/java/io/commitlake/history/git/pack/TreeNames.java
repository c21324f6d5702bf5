package io.commitlake.history.git.pack;

import io.commitlake.history.lines.BlobVersions;
import io.commitlake.history.lines.BlobVersions.Version;
import io.commitlake.model.commit.GitObject;
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
    /** The most records to read for one blob, besides its own: as many as Git's own chains of differences have. */
    private static final int MAX_DEPTH = 50;

    private final PackFile pack;
    private final PackNames names;
    private final PackTrees trees;
    private final PackIndexer.Limits limits;
    private final Inflater inflater = new Inflater();
    private final MessageDigest sha1 = GitObject.sha1();
    private final LinesWriter.Part lines;
    private final BlobVersions versions = new BlobVersions();
    private final Deque<Base> bases = new ArrayDeque<>();
    private long heldBytes;

    TreeNames(PackFile pack, PackNames names, PackTrees trees, LinesWriter lines, PackIndexer.Limits limits) {
        this.pack = pack;
        this.names = names;
        this.trees = trees;
        this.lines = lines.new Part();
        this.limits = limits;
    }

    /** An object whose differences are to be named. */
    private final class Base {
        private final int object;
        private final byte[] content;
        private final Optional<Version> version;
        private final int depth;
        private int next;

        Base(int object, byte[] content, Optional<Version> version, int depth) {
            this.object = object;
            this.content = content;
            this.version = version;
            this.depth = depth;
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
        Optional<Version> root = Optional.empty();
        if (type == ObjectType.BLOB) {
            root = Optional.of(versions.read(content));
            trees.lines()[whole] = lines.write(root.get(), LinesWriter.NONE);
        }
        push(new Base(whole, content, root, 0));
        while (!bases.isEmpty()) {
            Base base = bases.peek();
            if (base.next == PackTrees.NONE) {
                pop();
                continue;
            }
            limits.check().run();
            int object = base.next;
            base.next = trees.nextDifference(object);
            Delta delta = new Delta(pack.inflate(pack.entry(names.offset(object)), inflater), limits.objectBytes());
            byte[] made = delta.apply(base.content);
            names.name(object, sha1, type, made);
            Optional<Version> version = base.version.map(before -> versions.read(made, before));
            int depth = version.isPresent() ? write(object, version.get(), base) : 0;
            if (base.next == PackTrees.NONE) {
                pop(); // the last difference needs its base no more
            }
            push(new Base(object, made, version, depth));
        }
    }

    /** Writes a version's lines, and returns how many other records it takes to read them. */
    private int write(int object, Version version, Base base) throws IOException {
        boolean shares = version.common().atStart() + version.common().atEnd() > 0;
        if (shares && base.depth < MAX_DEPTH) {
            trees.lines()[object] = lines.write(version, trees.lines()[base.object]);
            return base.depth + 1;
        }
        trees.lines()[object] = lines.write(version.alone(), LinesWriter.NONE);
        return 0;
    }

    /** Writes the buffered records. */
    void flush() throws IOException {
        lines.flush();
    }

    private void push(Base base) throws UnreadablePackException {
        if (base.next == PackTrees.NONE) {
            return;
        }
        heldBytes += base.bytes();
        if (heldBytes > limits.heldBytes()) {
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
