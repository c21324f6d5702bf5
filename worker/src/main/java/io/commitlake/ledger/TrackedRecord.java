package io.commitlake.ledger;

import io.commitlake.model.Repository;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** The JSON form of {@link TrackedRepository}, which has no nested objects. */
record TrackedRecord(long file, long id, Instant createdAt, String nodeId, String fullName) {
    TrackedRecord {
        tracked(file, id, createdAt, nodeId, fullName);
    }

    static TrackedRecord of(TrackedRepository tracked) {
        Repository repository = tracked.repository();
        return new TrackedRecord(
                tracked.file(),
                repository.id(),
                repository.createdAt(),
                repository.nodeId().orElse(""),
                repository.fullName().orElse(""));
    }

    TrackedRepository tracked() {
        return tracked(file, id, createdAt, nodeId, fullName);
    }

    private static TrackedRepository tracked(long file, long id, Instant createdAt, String nodeId, String fullName) {
        return new TrackedRepository(
                file,
                new Repository(
                        id,
                        createdAt,
                        Optional.empty(),
                        Optional.of(nodeId).filter(text -> !text.isEmpty()),
                        Optional.of(fullName).filter(text -> !text.isEmpty()),
                        OptionalLong.of(0)));
    }
}
