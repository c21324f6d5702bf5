package io.commitlake.history.api;

import io.commitlake.history.lines.BlobDiff;
import io.commitlake.history.lines.LineCount;
import io.commitlake.model.commit.SizedVersion;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Counts the changed lines that GitHub doesn't show, mostly because a file is binary, from the blobs themselves. */
final class BlobLineCounts {
    private static final byte[] NOTHING = new byte[0];

    private final BlobContents contents;

    BlobLineCounts(BlobContents contents) {
        this.contents = contents;
    }

    /**
     * Counts lines as Git does.
     *
     * @param before the old blob; empty if the file is new
     * @param after the new blob; empty if the file is gone
     * @throws UncertainAnswerException if that takes too many requests or too large ones, or Git may count differently
     */
    LineCount count(Optional<SizedVersion> before, Optional<SizedVersion> after) {
        byte[] now = read(after);
        if (BlobDiff.isBinary(now)) {
            return LineCount.BINARY; // whatever the old blob is
        }
        return BlobDiff.count(read(before), now)
                .orElseThrow(() -> new UncertainAnswerException("Git's line counts can't be reproduced for the blobs "
                        + before.map(SizedVersion::sha).orElse("(none)") + " and "
                        + after.map(SizedVersion::sha).orElse("(none)")));
    }

    private byte[] read(Optional<SizedVersion> blob) {
        return blob.map(contents::read).orElse(NOTHING);
    }

    /**
     * Tells which blobs Git takes for binary. GitHub's {@code isBinary} doesn't tell, because it has rules of its own;
     * UTF-16, for example, is text to GitHub.
     *
     * @return whether a blob is binary, by its SHA
     * @throws UncertainAnswerException if that takes too many requests or too large ones
     */
    Map<String, Boolean> binaries(Collection<SizedVersion> blobs) {
        Map<String, SizedVersion> distinct = new LinkedHashMap<>();
        blobs.forEach(blob -> distinct.put(blob.sha(), blob));
        Map<String, Boolean> binaries = HashMap.newHashMap(distinct.size());
        Map<String, Long> sizes = LinkedHashMap.newLinkedHashMap(distinct.size());
        distinct.forEach((sha, blob) -> sizes.put(sha, blob.size().orElse(Long.MAX_VALUE)));
        contents.readTexts(sizes, (sha, text) -> binaries.put(sha, BlobDiff.isBinary(text)));
        distinct.forEach(
                (sha, blob) -> binaries.computeIfAbsent(sha, unread -> BlobDiff.isBinary(contents.read(blob))));
        return binaries;
    }
}
