package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CloneCacheTest {
    private static final String EARLY = "2020-01-01";
    private static final String LATE = "2026-11-01";

    @TempDir
    Path folder;

    private Stack stack;
    private Relay relay;
    private SortedMap<String, String> expected;
    private Path cache;

    /** Exports two snapshots of two histories without a cache, as the expected result. */
    @BeforeEach
    void serve() throws IOException {
        Path histories = Files.createDirectory(folder.resolve("histories"));
        for (String name : List.of("one", "two")) {
            MadeHistory.make(histories, name, name.hashCode(), 120, false);
        }
        cache = folder.resolve("cache");
        stack = new Stack(folder, histories).set("COMMITLAKE_SOURCE", "git");
        relay = new Relay(URI.create(stack.sandbox().environment().get("GITHUB_SERVER_URL")));
        stack.set("GITHUB_SERVER_URL", relay.address().toString());
        expected = exported("without", EARLY, LATE);
        stack.oracleIfShared("one", 1000);
        stack.oracleIfShared("two", 1001);
        stack.set("COMMITLAKE_CLONE_CACHE", cache.toString());
    }

    @AfterEach
    void stop() {
        relay.close();
        stack.close();
    }

    private SortedMap<String, String> exported(String dataset, String... snapshots) {
        stack.into(folder.resolve(dataset)).track("one", "two").ended(0);
        for (String snapshot : snapshots) {
            moveTo(snapshot);
            stack.commitlake("run", "--snapshot", LATE).ended(0);
        }
        return stack.commitTables();
    }

    /** Moves both branches to their tips as of a snapshot. */
    private void moveTo(String snapshot) {
        for (String name : List.of("one", "two")) {
            Path repository = folder.resolve("histories/" + name + ".git");
            if (!Files.exists(repository.resolve("refs/heads/whole"))) {
                Repo.git(repository, "update-ref", "refs/heads/whole", "refs/heads/main");
            }
            String head = snapshot.equals(EARLY) ? "refs/heads/whole~8" : "refs/heads/whole";
            Repo.git(repository, "update-ref", "refs/heads/main", head);
        }
    }

    private List<Path> packs() throws IOException {
        try (Stream<Path> files = Files.walk(cache)) {
            return files.filter(file -> file.toString().endsWith(".pack")).toList();
        }
    }

    @Test
    void onlyNewObjectsAreFetched() {
        exported("with", EARLY);
        long first = relay.passed();
        moveTo(LATE);
        stack.commitlake("run", "--snapshot", LATE).ended(0);

        assertThat(stack.commitTables()).isEqualTo(expected);
        System.out.printf("clone cache: %d bytes at first, %d for new objects%n", first, relay.passed() - first);
        assertThat(relay.passed() - first).isPositive().isLessThan(first / 4);
    }

    @Test
    void aBrokenEntryIsFetchedAgain() throws IOException {
        exported("with", EARLY);
        for (int damage = 0; damage < 5; damage++) {
            stack.into(folder.resolve("damaged-" + damage)).track("one", "two").ended(0);
            moveTo(EARLY);
            stack.commitlake("run", "--snapshot", LATE).ended(0);
            for (Path pack : packs()) {
                damage(damage, pack);
            }
            moveTo(LATE);
            stack.commitlake("run", "--snapshot", LATE).ended(0);
            assertThat(stack.commitTables()).as("damage " + damage).isEqualTo(expected);
        }
    }

    private static void damage(int damage, Path pack) throws IOException {
        Path index = Path.of(pack.toString().replaceFirst("pack$", "idx"));
        Path list = pack.resolveSibling("list");
        for (Path file : List.of(pack, index, list)) {
            // Damage a copy, since other entries may share the file by a hard link.
            Path copy = Files.copy(file, file.resolveSibling("copy"));
            Files.delete(file);
            Files.move(copy, file);
            assertThat(file.toFile().setWritable(true)).isTrue();
        }
        switch (damage) {
            case 0 -> flip(pack, Files.size(pack) / 2);
            case 1 -> flip(index, Files.size(index) / 2);
            case 2 -> cut(pack);
            case 3 -> Files.delete(index);
            default -> cut(list);
        }
    }

    private static void flip(Path file, long at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) at] ^= 0x10;
        Files.write(file, bytes);
    }

    private static void cut(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() / 2);
        }
    }

    /** Whether a process waits for a lock on the file: proc_locks(5). */
    private static boolean isLockAwaited(Path file) {
        try {
            String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
            return Files.readAllLines(Path.of("/proc/locks")).stream()
                    .anyMatch(line -> line.contains("->") && line.contains(inode));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void aProcessWaitsForAnotherThatHoldsTheLock() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/locks")), "there is no /proc/locks");
        stack.into(folder.resolve("with")).track("one", "two").ended(0);
        moveTo(EARLY);
        Path lock = Files.createDirectories(cache).resolve("lock");
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            FileLock held = other.lock();
            try (WorkerProcess run =
                    WorkerProcess.start(folder.resolve("run.log"), stack.environment(), "run", "--snapshot", LATE)) {
                run.until("it waits for the cache", () -> isLockAwaited(lock));
                assertThat(stack.commitTables()).isEmpty();
                held.release();
                run.ended(0);
            }
        }
        moveTo(LATE);
        stack.commitlake("run", "--snapshot", LATE).ended(0);

        assertThat(stack.commitTables()).isEqualTo(expected);
    }

    @Test
    void aProcessWaitsForTheLockBeforeItKeepsWhatItFetched() throws IOException, InterruptedException {
        assumeTrue(Files.exists(Path.of("/proc/locks")), "there is no /proc/locks");
        stack.into(folder.resolve("with")).track("one").ended(0);
        moveTo(EARLY);
        Path lock = Files.createDirectories(cache).resolve("lock");
        AtomicReference<@Nullable FileLock> held = new AtomicReference<>();
        try (FileChannel other = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Before it fetches, the process has found the cache empty.
            relay.hold("POST /sandbox/one", () -> held.updateAndGet(before -> before == null ? locked(other) : before));
            try (WorkerProcess run =
                    WorkerProcess.start(folder.resolve("run.log"), stack.environment(), "run", "--snapshot", LATE)) {
                run.until("it waits for the cache", () -> held.get() != null && isLockAwaited(lock));
                assertThat(packs()).isEmpty();
                Objects.requireNonNull(held.get()).release();
                run.ended(0);
            }
        }
        assertThat(packs()).isNotEmpty();
    }

    private static FileLock locked(FileChannel channel) {
        try {
            return channel.lock();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    @Test
    void severalWorkersMayUseTheCacheAtOnce() {
        exported("with", EARLY);
        moveTo(LATE);
        String[] extract = {"extract", "--snapshot", LATE, "--run", "r", "--shard", "0"};
        stack.commitlake("plan", "--snapshot", LATE, "--run", "r", "--shards", "1")
                .ended(0);
        List<CompletableFuture<Stack.Result>> twins = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> stack.commitlake(extract)))
                .limit(3)
                .toList();
        twins.forEach(twin -> twin.join().ended(0));

        assertThat(stack.commitTables()).isEqualTo(expected);
    }

    @Test
    void aFullCacheDropsTheLeastRecentlyUsedEntry() throws IOException {
        exported("with", LATE);
        assertThat(cache.resolve("1000/list")).exists();
        assertThat(cache.resolve("1001/list")).exists();
        long size = Files.size(packs().getFirst()) + Files.size(packs().getLast());
        Files.setLastModifiedTime(cache.resolve("1001/list"), java.nio.file.attribute.FileTime.fromMillis(0));

        stack.into(folder.resolve("again")).set("COMMITLAKE_CLONE_CACHE_SIZE", Long.toString(size));
        stack.track("one").ended(0);
        stack.commitlake("run", "--snapshot", LATE).ended(0);

        assertThat(cache.resolve("1000/list")).exists();
        assertThat(cache.resolve("1001")).doesNotExist();
    }
}
