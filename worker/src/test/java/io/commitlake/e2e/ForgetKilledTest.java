package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.job.forget.RepositoryRemoval;
import io.commitlake.job.work.Workspace;
import io.commitlake.ledger.Ledger;
import io.commitlake.ledger.StoreLedger;
import io.commitlake.model.Sha256;
import io.commitlake.storage.DataKey;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import io.commitlake.testing.InterceptedStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A removal that is killed at any change of the store, or that runs twice at once, ends like an undisturbed one. */
class ForgetKilledTest {
    private static final Set<String> CHANGES = Set.of("put", "putIfAbsent", "putIfMatch", "delete");
    private static final long REPOSITORY = 1000;

    /** Stands for the end of the process. */
    private static final class KilledError extends Error {}

    @TempDir
    Path folder;

    private Path original;
    private Path copy;
    private int copies;
    private Workspace workspace;
    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @BeforeEach
    void export() {
        original = folder.resolve("lake");
        copy = original;
        try (Stack stack = new Stack(folder, Stack.shipped()).into(original).set("COMMITLAKE_SOURCE", "git")) {
            stack.track("renames", "small").ended(0);
            stack.commitlake("run", "--snapshot", "2020-01-01").ended(0);
            stack.commitlake("run", "--snapshot", "2022-01-01").ended(0);
        }
        workspace = Workspace.open(folder.resolve("work-here"));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        workspace.close();
    }

    private Storage fresh() throws IOException {
        copy = folder.resolve("copy-" + copies++);
        try (Stream<Path> files = Files.walk(original)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(original.relativize(file).toString()));
            }
        }
        return Storages.open(StorageLocation.parse("file:" + copy), S3Access.byDefault());
    }

    private void forget(Storage storage) {
        Ledger ledger = new StoreLedger(storage);
        ledger.forgotten().add(REPOSITORY);
        assertThat(new RepositoryRemoval(storage, ledger, workspace, threads).remove(Set.of(REPOSITORY)))
                .containsExactly(REPOSITORY);
    }

    private SortedMap<String, String> content() {
        SortedMap<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(copy)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(copy.relativize(file).toString(), Sha256.of(file));
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return content;
    }

    @Test
    void aRemovalThatIsKilledAtAnyChangeAndRepeatedEndsLikeAnUndisturbedOne() throws IOException {
        List<String> changes = new ArrayList<>();
        Storage undisturbed = fresh();
        forget(InterceptedStorage.of(undisturbed, call -> {
            if (CHANGES.contains(call.name())) {
                synchronized (changes) {
                    changes.add(call.key());
                }
            }
            return call.proceed();
        }));
        SortedMap<String, String> expected = content();
        assertThat(expected.keySet()).isNotEmpty().noneMatch(key -> key.contains("repository_id=1000"));
        // Of the removals of data files, the first ones and the last ones suffice.
        List<Integer> kills = new ArrayList<>();
        long removed = 0;
        for (int number = 0; number < changes.size(); number++) {
            boolean ofData = DataKey.parse(changes.get(number)).isPresent();
            removed += ofData ? 1 : 0;
            if (!ofData || removed < 3) {
                kills.add(number);
            }
        }
        assertThat(kills).hasSizeGreaterThan(25);

        for (int kill : kills) {
            Storage storage = fresh();
            AtomicLong left = new AtomicLong(kill);
            try {
                forget(InterceptedStorage.of(storage, call -> {
                    if (CHANGES.contains(call.name()) && left.getAndDecrement() <= 0) {
                        throw new KilledError();
                    }
                    return call.proceed();
                }));
                assertThat(left.get()).as("nothing was killed").isNotNegative();
            } catch (KilledError killed) {
                // The process is gone.
            }
            forget(storage);
            assertThat(content()).as("killed at change %s of %s", kill, changes).isEqualTo(expected);
            Workspace.remove(copy);
        }
    }

    @Test
    void twoRemovalsAtOnceEndLikeOne() throws Exception {
        forget(fresh());
        SortedMap<String, String> expected = content();
        Storage storage = fresh();
        List<Callable<Object>> both =
                List.of(Executors.callable(() -> forget(storage)), Executors.callable(() -> forget(storage)));
        try (ExecutorService racers = Executors.newFixedThreadPool(2)) {
            for (Future<Object> one : racers.invokeAll(both)) {
                one.get();
            }
        }
        assertThat(content()).isEqualTo(expected);
    }
}
