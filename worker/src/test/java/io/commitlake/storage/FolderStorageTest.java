package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.CommitlakeException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderStorageTest extends StorageContract {
    @TempDir
    Path data;

    Path folder = Path.of("/");
    Storage storage = new FolderStorage(new StorageLocation.Folder(Path.of("/none")));

    @BeforeEach
    void open() {
        folder = data.resolve("lake");
        storage = openStorage();
    }

    Storage openStorage() {
        return new FolderStorage(new StorageLocation.Folder(folder));
    }

    @Override
    Storage storage() {
        return storage;
    }

    @Test
    void aCheckCreatesTheFolder() {
        storage.check();
        assertThat(folder).isEmptyDirectory();
        storage.check();
    }

    @Test
    void aFolderThatCannotBeCreatedIsASettingsFailure() throws IOException {
        Path file = Files.writeString(data.resolve("file"), "not a folder");
        Storage storage = new FolderStorage(new StorageLocation.Folder(file.resolve("lake")));
        assertThatThrownBy(storage::check)
                .isInstanceOfSatisfying(
                        CommitlakeException.class,
                        e -> assertThat(e.kind()).isEqualTo(CommitlakeException.Kind.SETTINGS))
                .hasMessageContainingAll("COMMITLAKE_DATASET", file.toString());
    }

    @Test
    void aReaderNeverSeesPartOfAnObject() throws Exception {
        byte[][] contents = {new byte[1 << 20], new byte[1 << 20]};
        Arrays.fill(contents[1], (byte) 1);
        storage.put("a/b", contents[0]);
        AtomicBoolean done = new AtomicBoolean();
        List<Boolean> whole = race(3, racer -> {
            if (racer == 0) {
                for (int i = 0; i < 50; i++) {
                    storage.put("a/b", contents[i % 2]);
                }
                done.set(true);
            }
            boolean all = true;
            while (!done.get()) {
                byte[] seen = storage.get("a/b").orElseThrow().content();
                all &= Arrays.equals(seen, contents[0]) || Arrays.equals(seen, contents[1]);
            }
            return all;
        });
        assertThat(whole).containsOnly(true);
    }

    @Test
    void oneOfManyFilesReplacesAVersion() throws Exception {
        storage.put("a/b", bytes("start"));
        String start = version("a/b");
        List<Path> files = new ArrayList<>();
        for (int racer = 0; racer < 8; racer++) {
            files.add(random("racer-" + racer, 100_000));
        }
        List<Boolean> won = race(8, racer -> openStorage().putIfMatch("a/b", files.get(racer), start));
        assertThat(won).containsOnlyOnce(true);
        assertHolds("a/b", files.get(won.indexOf(true)));
    }

    @Test
    void oneOfManyReadersOfAVersionReplacesIt() throws Exception {
        storage.put("a/b", bytes("start"));
        for (int round = 0; round < 20; round++) {
            String version = version("a/b");
            String mine = "round " + round + " racer ";
            // Each racer opens its own storage, as separate processes do.
            List<Boolean> won = race(8, racer -> openStorage().putIfMatch("a/b", bytes(mine + racer), version));
            assertThat(won).containsOnlyOnce(true);
            assertThat(content("a/b")).isEqualTo(mine + won.indexOf(true));
        }
    }

    @Test
    void deletingTheLastObjectRemovesItsFolder() {
        storage.put("commits/repository_id=1/commit_month=2024-01/a", bytes("x"));
        storage.put("commits/repository_id=1/commit_month=2024-02/a", bytes("x"));
        storage.delete("commits/repository_id=1/commit_month=2024-01/a");
        assertThat(folder.resolve("commits/repository_id=1")).isDirectoryNotContaining("glob:**-01");
        storage.delete("commits/repository_id=1/commit_month=2024-02/a");
        assertThat(folder.resolve("commits")).doesNotExist();
        assertThat(folder).exists();
    }

    @Test
    void concurrentPutsAndDeletesInOneFolderSucceed() throws Exception {
        race(8, racer -> {
            for (int i = 0; i < 30; i++) {
                storage.put("a/b/" + racer, bytes("x"));
                assertThat(storage.putIfAbsent("a/b/absent" + racer, bytes("x")))
                        .isTrue();
                storage.delete("a/b/" + racer);
                storage.delete("a/b/absent" + racer);
            }
            return true;
        });
        assertThat(listed("")).isEmpty();
    }

    @Test
    void filesOfAKilledPutStayHiddenAndGoAfterADay() throws IOException {
        storage.put("a", bytes("x"));
        Path fresh = Files.writeString(folder.resolve(".commitlake-tmp/fresh.tmp"), "half");
        Path old = Files.writeString(folder.resolve(".commitlake-tmp/old.tmp"), "half");
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        storage = openStorage();
        storage.check();
        assertThat(listed("")).containsExactly("a");
        assertThat(old).doesNotExist();
        assertThat(fresh).exists();
    }

    @Test
    void putsLeaveNoTemporaryFiles() {
        storage.put("a", bytes("x"));
        storage.putIfAbsent("a", bytes("y"));
        storage.putIfAbsent("b", bytes("y"));
        storage.putIfMatch("b", bytes("z"), "not its version");
        storage.putIfMatch("b", bytes("z"), version("b"));
        assertThat(folder.resolve(".commitlake-tmp")).isDirectoryNotContaining("glob:**.tmp");
    }

    /** In the order of Java's strings the second key would come first. S3Proxy has that order, unlike S3 itself. */
    @Test
    void charactersOutsideTheBasicPlaneComeLast() {
        Assumptions.assumeTrue(
                Charset.forName(System.getProperty("sun.jnu.encoding")).equals(StandardCharsets.UTF_8));
        storage.put("\uff5e", bytes("x"));
        storage.put("\ud83d\ude00", bytes("x"));
        assertThat(listed("")).containsExactly("\uff5e", "\ud83d\ude00");
    }

    @Test
    void aLinkToAFolderStaysWhenItsLastObjectGoes() throws IOException {
        Path elsewhere = Files.createDirectories(data.resolve("elsewhere"));
        storage.check();
        Files.createSymbolicLink(folder.resolve("commits"), elsewhere);
        storage.put("commits/a", bytes("x"));
        storage.delete("commits/a");
        assertThat(folder.resolve("commits")).isSymbolicLink();
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void aFolderWithoutObjectsIsNotListed() throws IOException {
        Files.createDirectories(folder.resolve("commits/repository_id=1/commit_month=2024-01"));
        storage.listFolders("commits/", name -> assertThat(name).isNull());
        assertThat(Optional.of(storage.location())).contains("file:" + folder);
    }
}
