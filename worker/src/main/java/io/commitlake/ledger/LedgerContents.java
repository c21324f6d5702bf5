package io.commitlake.ledger;

import io.commitlake.model.Export;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/** A ledger of which everything can be listed, so that it can be copied. */
public interface LedgerContents {
    /** The records that an export has. */
    enum Kind {
        CLAIM,
        USERS,
        OUTCOME
    }

    /** The identity of a kept tip. */
    record TipKey(long repository, String head, Instant snapshot) {}

    Ledger ledger();

    /** Lists the exports that have a record of this kind, in no particular order. */
    void forEachExport(Kind kind, Consumer<Export> each);

    /** Lists the kept tips, in no particular order. */
    void forEachTip(Consumer<TipKey> each);

    /** The time since an export's record was kept. */
    Optional<Duration> age(Kind kind, Export export);

    /** Sets the time since an export's claim or outcome was kept. Does nothing if this ledger can't. */
    void setAge(Kind kind, Export export, Duration age);
}
