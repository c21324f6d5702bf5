package io.commitlake.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.dataset.Fault;
import io.commitlake.dataset.Histories;
import io.commitlake.model.Table;
import io.commitlake.model.Tip;
import io.commitlake.model.commit.CommitMonth;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import io.commitlake.testing.InterceptedStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Checks of an export with the earlier files that its commits attach to. */
final class NewExportCheckTest extends CheckedRepository {
    private Set<String> frontiers = Set.of(Histories.sha(59));
    private boolean original;

    /** Checks the second export alone; adds the keys of the files that it reads. */
    private List<Fault> faultsOfSecond(Set<String> read, Predicate<String> isEarlier) {
        Storage recording = InterceptedStorage.of(storage(), call -> {
            if (call.name().equals("download")) {
                read.add(call.key());
            }
            return call.proceed();
        });
        List<Fault> faults = new ArrayList<>();
        check(recording)
                .checkNew(
                        new NewExports(
                                1000, 1, complete(1), last.stream().toList(), frontiers, isEarlier, () -> original),
                        faults::add);
        return faults;
    }

    private List<Fault> faultsOfSecond() {
        return faultsOfSecond(new HashSet<>(), key -> true);
    }

    @Test
    void aNewExportIsCheckedWithTheEarlierFilesThatHaveItsParentsAlone() {
        Set<String> read = new HashSet<>();

        assertThat(faultsOfSecond(read, key -> true)).isEmpty();

        assertThat(read)
                .containsExactlyInAnyOrder(
                        Layout.dataFile(Table.COMMITS, SECOND, FEBRUARY),
                        Layout.dataFile(Table.FILE_CHANGES, SECOND, FEBRUARY),
                        Layout.dataFile(Table.FILE_STATES, SECOND, FEBRUARY),
                        Layout.dataFile(Table.COMMITS, FIRST, FEBRUARY));
    }

    @Test
    void aFaultOfANewExportIsReported() throws IOException {
        Path file = local(Table.FILE_CHANGES, SECOND, FEBRUARY);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        Files.delete(local(Table.FILE_STATES, SECOND, FEBRUARY));

        assertThat(faultsOfSecond())
                .extracting(Fault::file)
                .contains(
                        Layout.dataFile(Table.FILE_CHANGES, SECOND, FEBRUARY),
                        Layout.dataFile(Table.FILE_STATES, SECOND, FEBRUARY));
    }

    @Test
    void aParentInAnOlderOrANewerMonthIsFound() throws IOException {
        Files.delete(local(Table.COMMITS, FIRST, FEBRUARY));
        Files.delete(local(Table.COMMITS, FIRST, JANUARY));
        for (String month : List.of("2023-05", "2025-01")) {
            export(FIRST, List.of(Histories.commit(59, Instant.parse(month + "-01T00:00:00Z"))));
            assertThat(faultsOfSecond()).isEmpty();
            Files.delete(local(Table.COMMITS, FIRST, CommitMonth.parse(month)));
        }
        assertThat(faultsOfSecond())
                .containsExactly(new Fault(
                        Layout.dataFile(Table.COMMITS, SECOND, FEBRUARY),
                        "commit " + Histories.sha(59) + " is a parent here but isn't in the dataset"));
        original = true;
        assertThat(faultsOfSecond()).isEmpty();
    }

    @Test
    void aParentInTheFilesOfAVoidExportIsMissing() {
        assertThat(faultsOfSecond(new HashSet<>(), key -> false))
                .extracting(Fault::what)
                .containsExactly("commit " + Histories.sha(59) + " is a parent here but isn't in the dataset");
    }

    @Test
    void aTipThatIsNowhereIsReported() {
        last = Optional.of(new Tip(Histories.sha(777), Instant.EPOCH));

        assertThat(faultsOfSecond())
                .extracting(Fault::what)
                .containsExactly("lacks commit " + Histories.sha(777) + ", the tip of an export");
    }

    @Test
    void aFrontierAmongTheNewCommitsIsReported() {
        frontiers = Set.of(Histories.sha(59), Histories.sha(70));

        assertThat(faultsOfSecond())
                .extracting(Fault::what)
                .containsExactly("commit " + Histories.sha(70) + " appears twice: it is the tip of an earlier export");
    }
}
