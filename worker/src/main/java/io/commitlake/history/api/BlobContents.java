package io.commitlake.history.api;

import io.commitlake.history.Remote;
import io.commitlake.model.commit.GitObject;
import io.commitlake.model.commit.SizedVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;

/** Reads blobs from GitHub, each proved by its SHA. The number of requests is limited. */
final class BlobContents {
    private static final long LARGEST = 10L << 20;

    /** The longest text to request: GitHub cuts off texts of about half a megabyte. */
    private static final long LONGEST_TEXT = 500_000;

    private static final int MOST_TEXTS = 100;
    private static final long MOST_TEXT_BYTES = 1 << 20;
    private static final Base64.Decoder BASE64 = Base64.getMimeDecoder();

    private final HistoryApi api;
    private final Remote remote;
    private final AtomicLong requestsLeft;

    /** Allows four requests, plus one for every twelve commits, to add few requests to those for the commits. */
    BlobContents(HistoryApi api, Remote remote, int commits) {
        this(api, remote, 4 + commits / 12L);
    }

    private BlobContents(HistoryApi api, Remote remote, long requests) {
        this.api = api;
        this.remote = remote;
        this.requestsLeft = new AtomicLong(requests);
    }

    /** Allows as many requests as those for the commits, and a few more, because the dataset keeps the contents. */
    static BlobContents toKeep(HistoryApi api, Remote remote, int commits) {
        return new BlobContents(api, remote, 4L + commits);
    }

    /**
     * Reads blobs, by SHA: short texts many in a request, each other one in a request of its own.
     *
     * @throws UncertainAnswerException if that takes too many requests or too large ones
     */
    Map<String, byte[]> read(Map<String, Long> sizes) {
        Map<String, byte[]> contents = HashMap.newHashMap(sizes.size());
        readTexts(sizes, contents::put);
        sizes.forEach((sha, size) -> contents.computeIfAbsent(sha, unread -> read(unread, size)));
        return contents;
    }

    /**
     * Reads a blob in a request of its own; an empty blob takes none.
     *
     * @throws UncertainAnswerException if that takes too many requests, or the blob is too large
     */
    byte[] read(SizedVersion blob) {
        return read(blob.sha(), blob.size().orElse(Long.MAX_VALUE));
    }

    private byte[] read(String sha, long size) {
        if (size > LARGEST) {
            throw new UncertainAnswerException(
                    "only Git can read " + sha + ", which isn't a blob or exceeds " + LARGEST + " bytes");
        }
        if (size == 0) {
            return new byte[0];
        }
        spendRequest();
        byte[] contents = decoded(
                api.get(remote, "/git/blobs/" + sha).body().path("content").asString(""));
        if (!GitObject.sha("blob", contents).equals(sha)) {
            throw new UncertainAnswerException("GitHub shows contents that don't hash to the blob " + sha);
        }
        return contents;
    }

    /**
     * Reads those of the blobs that are short texts, many in a request.
     *
     * @param sizes their sizes in bytes, by SHA
     * @param each receives the SHA and the contents of each blob that GitHub shows unchanged
     * @throws UncertainAnswerException if that takes too many requests
     */
    void readTexts(Map<String, Long> sizes, BiConsumer<String, byte[]> each) {
        List<String> batch = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<String, Long> blob : sizes.entrySet()) {
            long size = blob.getValue();
            if (size > LONGEST_TEXT) {
                continue;
            }
            if (batch.size() == MOST_TEXTS || bytes + size > MOST_TEXT_BYTES) {
                readBatch(batch, each);
                batch.clear();
                bytes = 0;
            }
            batch.add(blob.getKey());
            bytes += size;
        }
        readBatch(batch, each);
    }

    private void readBatch(List<String> batch, BiConsumer<String, byte[]> each) {
        if (batch.isEmpty()) {
            return;
        }
        spendRequest();
        api.texts(remote, List.copyOf(batch)).forEach((sha, text) -> {
            byte[] contents = text.getBytes(StandardCharsets.UTF_8);
            if (GitObject.sha("blob", contents).equals(sha)) {
                each.accept(sha, contents);
            }
        });
    }

    private void spendRequest() {
        if (requestsLeft.decrementAndGet() < 0) {
            throw new UncertainAnswerException("GitHub would have to show too many blobs");
        }
    }

    private static byte[] decoded(String content) {
        try {
            return BASE64.decode(content);
        } catch (IllegalArgumentException broken) {
            throw new UncertainAnswerException("GitHub shows a blob in broken Base64: " + broken.getMessage());
        }
    }
}
