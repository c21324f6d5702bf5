package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.lines.BlobDiff;
import io.commitlake.history.lines.LineCount;
import io.commitlake.history.object.GitObject;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Line counts that GitHub doesn't show, of binary files mostly, by the blobs themselves: a request each, so only so many
 * of them.
 */
final class BlobLineCounts {
    private static final long LARGEST = 10L << 20;
    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();
    private static final byte[] NOTHING = new byte[0];

    private final HistoryApi api;
    private final Remote remote;
    private final AtomicLong left;

    /** As many as a twelfth of the commits may be asked for, so that they don't outweigh these. */
    BlobLineCounts(HistoryApi api, Remote remote, int commits) {
        this.api = api;
        this.remote = remote;
        this.left = new AtomicLong(4 + commits / 12);
    }

    /**
     * What git counts.
     *
     * @param before empty where there was none
     * @param after empty where none is left
     * @throws UncertainAnswerException where that would be too much to ask, or git has rules of its own
     */
    LineCount count(Optional<HistoryApi.Sized> before, Optional<HistoryApi.Sized> after) {
        byte[] now = contents(after);
        if (BlobDiff.isBinary(now)) {
            return LineCount.NONE; // whatever there was before
        }
        return BlobDiff.count(contents(before), now)
                .orElseThrow(() -> new UncertainAnswerException("git counts the lines from "
                        + before.map(HistoryApi.Sized::sha).orElse("nothing") + " to "
                        + after.map(HistoryApi.Sized::sha).orElse("nothing") + " by rules of its own"));
    }

    private byte[] contents(Optional<HistoryApi.Sized> blob) {
        if (blob.isEmpty() || blob.get().size().orElse(-1) == 0) {
            return NOTHING;
        }
        String sha = blob.get().sha();
        if (blob.get().size().orElse(Long.MAX_VALUE) > LARGEST) {
            throw new UncertainAnswerException(
                    "GitHub counts no lines of " + sha + ", which is no blob or a large one");
        }
        if (left.decrementAndGet() < 0) {
            throw new UncertainAnswerException("GitHub counts no lines of many files");
        }
        byte[] contents = decoded(
                api.get(remote, "/git/blobs/" + sha).body().path("content").asString(""));
        if (!GitObject.sha("blob", contents).equals(sha)) {
            throw new UncertainAnswerException("GitHub shows other contents than those of the blob " + sha);
        }
        return contents;
    }

    private static byte[] decoded(String content) {
        try {
            return BASE64.decode(content);
        } catch (IllegalArgumentException cut) {
            throw new UncertainAnswerException("GitHub shows a blob that can't be read: " + cut.getMessage());
        }
    }
}
