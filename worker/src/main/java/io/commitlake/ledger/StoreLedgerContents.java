package io.commitlake.ledger;

import io.commitlake.model.Export;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lists the objects of a ledger in the dataset's own store. */
public final class StoreLedgerContents implements LedgerContents {
    private static final Pattern EXPORT = Pattern.compile("(\\d{1,18})/(\\d{1,18})\\.json");
    private static final Pattern TIP =
            Pattern.compile("(\\d{1,18})/([0-9a-f]{40}|[0-9a-f]{64})/(-?\\d{1,12})(?:\\.(\\d{1,9}))?\\.json");

    private final Storage storage;

    /**
     * Opens a ledger.
     *
     * @param storage the storage of a {@link StoreLedger}
     */
    public StoreLedgerContents(Storage storage) {
        this.storage = storage;
    }

    @Override
    public Ledger ledger() {
        return new StoreLedger(storage);
    }

    @Override
    public void forEachExport(Kind kind, Consumer<Export> each) {
        String folder = switch (kind) {
            case CLAIM -> Layout.CLAIMS;
            case USERS -> Layout.USERS;
            case OUTCOME -> Layout.OUTCOMES;
        };
        storage.list(folder, listed -> {
            Matcher name = EXPORT.matcher(listed.key().substring(folder.length()));
            if (name.matches() && Long.parseLong(name.group(1)) > 0) {
                each.accept(new Export(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
            }
        });
    }

    @Override
    public void forEachTip(Consumer<TipKey> each) {
        storage.list(Layout.TIPS, listed -> {
            Matcher name = TIP.matcher(listed.key().substring(Layout.TIPS.length()));
            if (name.matches()) {
                long nanos =
                        Optional.ofNullable(name.group(4)).map(Long::parseLong).orElse(0L);
                each.accept(new TipKey(
                        Long.parseLong(name.group(1)),
                        name.group(2),
                        Instant.ofEpochSecond(Long.parseLong(name.group(3)), nanos)));
            }
        });
    }

    @Override
    public Optional<Duration> age(Kind kind, Export export) {
        return storage.age(
                switch (kind) {
                    case CLAIM -> Layout.claim(export);
                    case USERS -> Layout.users(export);
                    case OUTCOME -> Layout.outcome(export);
                });
    }

    /** The store sets the time of each put itself. */
    @Override
    public void setAge(Kind kind, Export export, Duration age) {}
}
