package io.commitlake.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.RepositoryCondition;
import io.commitlake.storage.Layout;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.Storage;
import io.commitlake.storage.StorageLocation;
import io.commitlake.storage.Storages;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreLedgerTest extends LedgerContract {
    @TempDir
    Path folder;

    private Storage storage() {
        Storage storage = Storages.open(StorageLocation.parse("file:" + folder), S3Access.byDefault());
        storage.check();
        return storage;
    }

    @Override
    Ledger ledger() {
        return new StoreLedger(storage());
    }

    private static byte[] oldCondition(long repository) {
        return ("{\"repository\": " + repository + ", \"condition\": \"GONE\", \"words\": \"404\","
                        + " \"runs\": [\"r\"], \"limit\": null, \"at\": \"2026-01-01T00:00:00Z\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aConditionOfAnOlderVersionIsListedAndMovedByTheNextChange() {
        storage().put(Layout.oldCondition(7), oldCondition(7));
        storage().put(Layout.oldCondition(8), oldCondition(8));
        storage().put(Layout.oldCondition(9), "{}".getBytes(StandardCharsets.UTF_8));
        assertThat(conditions(ledger()))
                .extracting(RepositoryCondition::repository)
                .containsExactlyInAnyOrder(7L, 8L);

        ledger().changeConditions(Map.of(8L, before -> before.isPresent() ? Optional.empty() : before));

        assertThat(ledger().condition(7))
                .map(RepositoryCondition::firstSeen)
                .contains(Instant.parse("2026-01-01T00:00:00Z"));
        assertThat(conditions(ledger()))
                .extracting(RepositoryCondition::repository)
                .containsExactly(7L);
        assertThat(storage().get(Layout.oldCondition(7))).isEmpty();
    }

    @Test
    void damagedConditionsCountAsUnknownAndAreReplaced() {
        storage().put(Layout.conditions(7), "{\"conditions\": [{".getBytes(StandardCharsets.UTF_8));
        assertThat(conditions(ledger())).isEmpty();
        assertThat(ledger().condition(7)).isEmpty();

        ledger().changeConditions(Map.of(7L, before -> Optional.of(gone(7, "r"))));

        assertThat(ledger().condition(7)).contains(gone(7, "r"));
    }
}
