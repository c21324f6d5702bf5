package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.history.git.BlobDiff;
import io.commitlake.history.git.GitObject;
import io.commitlake.history.git.LineCount;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Line counts that GitHub doesn't show, of binary files mostly, by the blobs themselves: a request each, so only so many
 * of them.
 */
final class Blobs {
    private static final long LARGEST = 10L << 20;
    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();
    private static final byte[] NOTHING = new byte[0];

    private final Api api;
    private final Remote remote;
    private final AtomicLong left;

    /** As many as a twelfth of the commits may be asked for, so that they don't outweigh these. */
    Blobs(Api api, Remote remote, int commits) {
        this.api = api;
        this.remote = remote;
        this.left = new AtomicLong(4 + commits / 12);
    }

    /**
     * What git counts.
     *
     * @param before empty where there was none
     * @param after empty where none is left
     * @throws Doubt where that would be too much to ask, or git has rules of its own
     */
    LineCount count(Optional<Api.Sized> before, Optional<Api.Sized> after) {
        byte[] now = contents(after);
        if (BlobDiff.isBinary(now)) {
            return LineCount.NONE; // whatever there was before
        }
        return BlobDiff.count(contents(before), now)
                .orElseThrow(() -> new Doubt("git counts the lines from "
                        + before.map(Api.Sized::sha).orElse("nothing") + " to "
                        + after.map(Api.Sized::sha).orElse("nothing") + " by rules of its own"));
    }

    private byte[] contents(Optional<Api.Sized> blob) {
        if (blob.isEmpty() || blob.get().size().orElse(-1) == 0) {
            return NOTHING;
        }
        String sha = blob.get().sha();
        if (blob.get().size().orElse(Long.MAX_VALUE) > LARGEST) {
            throw new Doubt("GitHub counts no lines of " + sha + ", which is no blob or a large one");
        }
        if (left.decrementAndGet() < 0) {
            throw new Doubt("GitHub counts no lines of many files");
        }
        byte[] contents = decoded(
                api.get(remote, "/git/blobs/" + sha).body().path("content").asString(""));
        if (!GitObject.sha("blob", contents).equals(sha)) {
            throw new Doubt("GitHub shows other contents than those of the blob " + sha);
        }
        return contents;
    }

    private static byte[] decoded(String content) {
        try {
            return BASE64.decode(content);
        } catch (IllegalArgumentException cut) {
            throw new Doubt("GitHub shows a blob that can't be read: " + cut.getMessage());
        }
    }
}
