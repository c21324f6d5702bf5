package io.commitlake.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.storage.Storage.Listed;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The promises that every {@link Storage} keeps. */
abstract class StorageContract {
    static final int PART_SIZE = 5 << 20;

    private static final Comparator<String> BY_BYTES =
            (one, other) -> Arrays.compareUnsigned(one.getBytes(UTF_8), other.getBytes(UTF_8));

    @TempDir
    Path local;

    /** The storage under test, empty at the start of each test. */
    abstract Storage storage();

    @Test
    void aMissingObjectIsEmpty() {
        assertThat(storage().get("a/b")).isEmpty();
        assertThat(listed("")).isEmpty();
        assertThat(folders("")).isEmpty();
    }

    @Test
    void aPutReadsBack() {
        storage().put("a/b.json", bytes("one"));
        assertThat(content("a/b.json")).isEqualTo("one");
        assertThat(storage().get("a")).as("a folder isn't an object").isEmpty();
    }

    @Test
    void theTailHasTheLastBytes() {
        storage().put("a/b", bytes("0123456789"));
        assertThat(storage().tail("a/b", 3)).hasValue(bytes("789"));
        assertThat(storage().tail("a/b", 10)).hasValue(bytes("0123456789"));
        assertThat(storage().tail("a/b", 1000)).hasValue(bytes("0123456789"));
        assertThat(storage().tail("a/c", 3)).isEmpty();
        assertThat(storage().tail("a", 3)).isEmpty();
    }

    @Test
    void theAgeIsTheTimeSinceTheLastPut() {
        storage().put("a/b", bytes("one"));
        assertThat(storage().age("a/b").orElseThrow()).isBetween(Duration.ZERO, Duration.ofMinutes(10));
        assertThat(storage().age("a/c")).isEmpty();
        assertThat(storage().age("a")).isEmpty();
    }

    @Test
    void anEmptyObjectExists() {
        storage().put("a/empty", new byte[0]);
        assertThat(content("a/empty")).isEmpty();
        assertThat(listed("a/")).containsExactly("a/empty");
        assertThat(storage().putIfAbsent("a/empty", new byte[0])).isTrue();
    }

    @Test
    void aPutReplacesAnObject() {
        storage().put("a/b", bytes("a long first content"));
        String first = version("a/b");
        storage().put("a/b", bytes("second"));
        assertThat(content("a/b")).isEqualTo("second");
        assertThat(version("a/b")).isNotEqualTo(first);
    }

    @Test
    void aDownloadReplacesTheWholeFile() throws IOException {
        Path file = Files.writeString(local.resolve("target"), "something longer than the object");
        storage().put("a/b", bytes("one"));
        assertThat(storage().download("a/b", file)).isTrue();
        assertThat(file).hasContent("one");
        assertThat(storage().download("a/none", file)).isFalse();
        assertThat(file).hasContent("one");
        assertThat(local).isDirectoryNotContaining("glob:**.part");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PART_SIZE, PART_SIZE + 1, 2 * PART_SIZE + 12_345})
    void aFileOfAnySizeIsPutWhole(int size) throws IOException {
        byte[] content = new byte[size];
        new Random(size).nextBytes(content);
        Path file = Files.write(local.resolve("file"), content);
        storage().put("files/large", file);
        Path back = local.resolve("back");
        assertThat(storage().download("files/large", back)).isTrue();
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        assertThat(list("files/")).containsExactly(new Listed("files/large", size));
    }

    @Test
    void aMissingFilePutsNothing() {
        assertThatThrownBy(() -> storage().put("a/b", local.resolve("none"))).hasMessageContaining("none");
        assertThat(listed("")).isEmpty();
    }

    @Test
    void oneOfManyFirstPutsWins() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "claims/" + round;
            List<Boolean> won = race(16, racer -> storage().putIfAbsent(key, bytes("racer " + racer)));
            assertThat(won).containsOnlyOnce(true);
            assertThat(content(key)).isEqualTo("racer " + won.indexOf(true));
        }
    }

    @Test
    void putIfAbsentOfTheSameContentSucceedsTwice() throws Exception {
        assertThat(storage().putIfAbsent("a/b", bytes("one"))).isTrue();
        assertThat(storage().putIfAbsent("a/b", bytes("one"))).isTrue();
        assertThat(storage().putIfAbsent("a/b", bytes("two"))).isFalse();
        assertThat(content("a/b")).isEqualTo("one");
        assertThat(race(8, _ -> storage().putIfAbsent("a/c", bytes("all the same"))))
                .containsOnly(true);
    }

    @Test
    void aVersionIsReplacedOnce() {
        storage().put("a/b", bytes("one"));
        String one = version("a/b");
        assertThat(storage().putIfMatch("a/b", bytes("two"), one)).isTrue();
        assertThat(storage().putIfMatch("a/b", bytes("three"), one)).isFalse();
        assertThat(storage().putIfMatch("a/b", bytes("two"), one))
                .as("a retry of the put that succeeded")
                .isTrue();
        assertThat(content("a/b")).isEqualTo("two");
    }

    @Test
    void theVersionIsThatOfTheContent() {
        assertThat(storage().version("a/b")).isEmpty();
        storage().put("a/b", bytes("one"));
        assertThat(storage().version("a/b")).contains(version("a/b"));
        assertThat(storage().version("a")).as("a folder isn't an object").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2 * PART_SIZE + 12_345})
    void aFileIsPutOnceIfAbsent(int size) throws IOException {
        Path first = random("first", size);
        Path second = random("second", size + 1);
        assertThat(storage().putIfAbsent("a/b", first)).isTrue();
        assertThat(storage().putIfAbsent("a/b", first))
                .as("a retry of the put that succeeded")
                .isTrue();
        assertThat(storage().putIfAbsent("a/b", second)).isFalse();
        assertHolds("a/b", first);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2 * PART_SIZE + 12_345})
    void aFileReplacesAVersionOnce(int size) throws IOException {
        Path one = random("one", size);
        Path two = random("two", size + 1);
        Path three = random("three", size + 2);
        assertThat(storage().putIfMatch("a/b", one, "\"of no object\"")).isFalse();
        storage().put("a/b", one);
        String version = storage().version("a/b").orElseThrow();
        assertThat(storage().putIfMatch("a/b", two, version)).isTrue();
        assertThat(storage().putIfMatch("a/b", three, version)).isFalse();
        assertThat(storage().putIfMatch("a/b", two, version))
                .as("a retry of the put that succeeded")
                .isTrue();
        assertHolds("a/b", two);
    }

    final Path random(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new Random(name.hashCode()).nextBytes(content);
        return Files.write(local.resolve(name), content);
    }

    final void assertHolds(String key, Path file) throws IOException {
        Path back = local.resolve("back");
        assertThat(storage().download(key, back)).isTrue();
        assertThat(Files.mismatch(file, back)).isEqualTo(-1);
        assertThat(local).as("no leftovers of comparisons").isDirectoryNotContaining("glob:**.there");
    }

    @Test
    void aDeletedObjectIsNotReplaced() {
        storage().put("a/b", bytes("one"));
        String one = version("a/b");
        storage().delete("a/b");
        assertThat(storage().putIfMatch("a/b", bytes("two"), one)).isFalse();
        assertThat(storage().get("a/b")).isEmpty();
    }

    @Test
    void aDeleteRemovesAnObjectAndMayRepeat() {
        storage().put("a/b/c", bytes("one"));
        storage().put("a/d", bytes("two"));
        storage().delete("a/b/c");
        storage().delete("a/b/c");
        storage().delete("never/was");
        assertThat(listed("")).containsExactly("a/d");
        assertThat(folders("a/")).isEmpty();
    }

    @Test
    void aListingIsInTheOrderOfTheKeysUtf8Bytes() {
        List<String> keys = new ArrayList<>(List.of(
                "a/b",
                "a-b",
                "a.b",
                "a/b-c/d",
                "a/b.c",
                "a=1/b",
                "a b/c",
                "a%20b/c",
                "a%/c",
                "a+b/c",
                "a0",
                "A/z",
                "a/b-c/e=f/g",
                "a~"));
        if (Charset.forName(System.getProperty("sun.jnu.encoding")).equals(UTF_8)) {
            keys.addAll(List.of("\u00e4/b", "\ud83d\ude00/b", "\u4e2d/\u6587"));
        }
        keys.forEach(key -> storage().put(key, bytes(key)));
        assertThat(listed("")).isEqualTo(keys.stream().sorted(BY_BYTES).toList());
        assertThat(content("a%20b/c")).isEqualTo("a%20b/c");
        assertThat(content("a b/c")).isEqualTo("a b/c");
        assertThat(folders(""))
                .isEqualTo(keys.stream()
                        .filter(key -> key.contains("/"))
                        .map(key -> key.substring(0, key.indexOf('/') + 1))
                        .distinct()
                        .sorted(BY_BYTES)
                        .map(name -> name.substring(0, name.length() - 1))
                        .toList());
    }

    @Test
    void aListingContinuesPastOnePage() throws Exception {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 1_050; i++) {
            keys.add("open/" + i + "-0");
        }
        race(8, racer -> {
            for (int i = racer; i < keys.size(); i += 8) {
                storage().put(keys.get(i), bytes("x"));
            }
            return true;
        });
        assertThat(list("open/"))
                .containsExactlyElementsOf(keys.stream()
                        .sorted(BY_BYTES)
                        .map(key -> new Listed(key, 1))
                        .toList());
    }

    @Test
    void aPrefixMayEndInsideAName() {
        List.of("a/b", "ab/c", "ab/d/e", "ab/dd", "abc", "b")
                .forEach(key -> storage().put(key, bytes("x")));
        assertThat(listed("ab")).containsExactly("ab/c", "ab/d/e", "ab/dd", "abc");
        assertThat(listed("ab/d")).containsExactly("ab/d/e", "ab/dd");
        assertThat(listed("ab/d/")).containsExactly("ab/d/e");
        assertThat(listed("c")).isEmpty();
        assertThat(listed("c/d/e")).isEmpty();
    }

    @Test
    void foldersAreTheFirstPartsOfLongerKeys() {
        List.of("a/b/c", "a/b/d/e", "a/x", "a/y-1/z", "a/y/z", "b/c")
                .forEach(key -> storage().put(key, bytes("x")));
        assertThat(folders("a/")).containsExactly("b", "y-1", "y");
        assertThat(folders("")).containsExactly("a", "b");
        assertThat(folders("none/")).isEmpty();
    }

    @Test
    void oneKeyWithAPrefixIsEnoughToHoldAny() {
        assertThat(storage().holdsAny("")).isFalse();
        storage().put("ab/c/d", bytes("x"));
        assertThat(storage().holdsAny("")).isTrue();
        assertThat(storage().holdsAny("ab/")).isTrue();
        assertThat(storage().holdsAny("ab/c/")).isTrue();
        assertThat(storage().holdsAny("ab/c/d")).isTrue();
        assertThat(storage().holdsAny("a")).isTrue();
        assertThat(storage().holdsAny("b")).isFalse();
        assertThat(storage().holdsAny("a/")).isFalse();
        assertThat(storage().holdsAny("ab/c/d/")).isFalse();
        storage().delete("ab/c/d");
        assertThat(storage().holdsAny("a")).isFalse();
    }

    @Test
    void anExceptionOfTheCallerPassesUnchanged() {
        storage().put("a", bytes("x"));
        assertThatThrownBy(() -> storage().list("", _ -> {
                    throw new IllegalStateException("enough");
                }))
                .isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/a", "a/", "a//b", "..", "a/../b", "./a", ".commitlake-tmp", ".commitlake-tmp/x"})
    void anInvalidKeyIsRefused(String key) {
        assertThatThrownBy(() -> storage().get(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().put(key, bytes("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().delete(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> storage().download(key, local.resolve("file")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    final String version(String key) {
        return storage().get(key).orElseThrow().version();
    }

    final String content(String key) {
        return new String(storage().get(key).orElseThrow().content(), UTF_8);
    }

    final List<Listed> list(String prefix) {
        List<Listed> all = new ArrayList<>();
        storage().list(prefix, all::add);
        return all;
    }

    final List<String> listed(String prefix) {
        return list(prefix).stream().map(Listed::key).toList();
    }

    private List<String> folders(String prefix) {
        List<String> all = new ArrayList<>();
        storage().listFolders(prefix, all::add);
        return all;
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    interface Racer<T> {
        T run(int number) throws Exception;
    }

    /** Starts all racers at the same moment, and returns their results by number. */
    static <T> List<T> race(int racers, Racer<T> racer) throws Exception {
        CyclicBarrier start = new CyclicBarrier(racers);
        List<Callable<T>> all = new ArrayList<>();
        for (int i = 0; i < racers; i++) {
            int number = i;
            all.add(() -> {
                start.await();
                return racer.run(number);
            });
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(racers)) {
            List<T> results = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(all)) {
                results.add(one.get());
            }
            return results;
        }
    }
}
