package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.lines.BlobDiff;
import io.commitlake.history.lines.LineCount;
import io.commitlake.history.object.GitObject;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the changed lines that GitHub doesn't show, mostly because a file is binary, from the blobs themselves. Each
 * blob takes a request, so their number is limited.
 */
final class BlobLineCounts {
    private static final long LARGEST = 10L << 20;
    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();
    private static final byte[] EMPTY = new byte[0];

    private final HistoryApi api;
    private final Remote remote;
    private final AtomicLong requestsLeft;

    /** Allows four blobs, plus one for every twelve commits, to add few requests to those for the commits. */
    BlobLineCounts(HistoryApi api, Remote remote, int commits) {
        this.api = api;
        this.remote = remote;
        this.requestsLeft = new AtomicLong(4 + commits / 12);
    }

    /**
     * Counts lines as Git does.
     *
     * @param before the old blob; empty if the file is new
     * @param after the new blob; empty if the file is gone
     * @throws UncertainAnswerException if that takes too many requests or too large ones, or Git may count differently
     */
    LineCount count(Optional<HistoryApi.Sized> before, Optional<HistoryApi.Sized> after) {
        byte[] now = contents(after);
        if (BlobDiff.isBinary(now)) {
            return LineCount.NONE; // whatever the old blob is
        }
        return BlobDiff.count(contents(before), now)
                .orElseThrow(() -> new UncertainAnswerException("Git's line counts can't be reproduced for the blobs "
                        + before.map(HistoryApi.Sized::sha).orElse("(none)") + " and "
                        + after.map(HistoryApi.Sized::sha).orElse("(none)")));
    }

    private byte[] contents(Optional<HistoryApi.Sized> blob) {
        if (blob.isEmpty() || blob.get().size().orElse(-1) == 0) {
            return EMPTY;
        }
        String sha = blob.get().sha();
        if (blob.get().size().orElse(Long.MAX_VALUE) > LARGEST) {
            throw new UncertainAnswerException(
                    "GitHub shows no line counts for " + sha + ", which isn't a blob or exceeds " + LARGEST + " bytes");
        }
        if (requestsLeft.decrementAndGet() < 0) {
            throw new UncertainAnswerException("GitHub shows no line counts for too many files");
        }
        byte[] contents = decoded(
                api.get(remote, "/git/blobs/" + sha).body().path("content").asString(""));
        if (!GitObject.sha("blob", contents).equals(sha)) {
            throw new UncertainAnswerException("GitHub shows contents that don't hash to the blob " + sha);
        }
        return contents;
    }

    private static byte[] decoded(String content) {
        try {
            return BASE64.decode(content);
        } catch (IllegalArgumentException broken) {
            throw new UncertainAnswerException("GitHub shows a blob in broken Base64: " + broken.getMessage());
        }
    }
}
