package io.commitlake.job.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.doctor.Finding.Level;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreCheckTest {
    private Storage storage;

    @BeforeEach
    void open(@TempDir Path folder) {
        storage = Storages.open(
                StorageLocation.parse("file:" + folder),
                new S3Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @AfterEach
    void leavesNothing() {
        storage.list(
                "",
                found -> assertThat(found.key()).as("a key that the check left").isEmpty());
        storage.close();
    }

    /** An operation that is done otherwise than by the real storage. */
    private interface Otherwise {
        Object call(Object[] arguments);
    }

    /** A store in which one operation doesn't keep its promise. */
    private List<Finding> findingsIf(String operation, Otherwise otherwise) {
        return new StoreCheck(InterceptedStorage.of(
                        storage,
                        call -> call.name().equals(operation) ? otherwise.call(call.arguments()) : call.proceed()))
                .run();
    }

    @Test
    void aStoreThatKeepsAllPromisesIsOk() {
        assertThat(new StoreCheck(storage).run()).extracting(Finding::level).containsExactly(Level.OK);
    }

    @Test
    void aStoreWithoutIfNoneMatchIsNamed() {
        assertThat(findingsIf("putIfAbsent", arguments -> {
                    storage.put((String) arguments[0], (byte[]) arguments[1]);
                    return true;
                }))
                .singleElement()
                .satisfies(found -> assertThat(found.words())
                        .contains("8 of 8 puts with If-None-Match at the same time succeeded instead of one"));
    }

    @Test
    void aStoreWithoutIfMatchIsNamed() {
        assertThat(findingsIf("putIfMatch", arguments -> {
                    storage.put((String) arguments[0], (byte[]) arguments[1]);
                    return true;
                }))
                .singleElement()
                .satisfies(found -> assertThat(found.words()).contains("If-Match and an old ETag succeeds"));
    }

    @Test
    void aStoreThatRefusesEveryIfMatchIsNamed() {
        assertThat(findingsIf("putIfMatch", arguments -> false))
                .singleElement()
                .satisfies(found -> assertThat(found.words()).contains("the object's own ETag is refused"));
    }

    @Test
    void aListingThatComesLateIsNamed() {
        assertThat(findingsIf("list", arguments -> {
                    Consumer<?> nobody = (Consumer<?>) arguments[1];
                    return nobody == null;
                }))
                .singleElement()
                .satisfies(found -> assertThat(found.words()).contains("a listing lacks an object"));
    }
}
