package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.Standing;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Records;
import io.commitlake.storage.Storage;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ledger in the dataset's own store: a small JSON object a record, put once by a conditional put. */
public final class StoreLedger implements Ledger {
    private static final Pattern EXPORT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,18})\\.json");
    private static final Pattern ID = Pattern.compile("\\d{1,18}");
    private static final byte[] NOTHING = new byte[0];

    private final Storage storage;

    public StoreLedger(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void open(Export export) {
        storage.put(Layout.open(export), NOTHING);
    }

    @Override
    public Claim claim(Claim claim) {
        return once(Layout.claim(claim.export()), claim, Claim.class);
    }

    @Override
    public Optional<Claim> claimed(Export export) {
        return read(Layout.claim(export), Claim.class);
    }

    @Override
    public void claims(long repository, LongConsumer each) {
        numbered(Layout.claims(repository), each);
    }

    @Override
    public Users keepUsers(Export export, Users users) {
        return once(Layout.users(export), users, Users.class);
    }

    @Override
    public Optional<Users> users(Export export) {
        return read(Layout.users(export), Users.class);
    }

    @Override
    public Outcome settle(Export export, Outcome outcome) {
        return once(Layout.outcome(export), outcome, Outcome.class);
    }

    @Override
    public Optional<Outcome> outcome(Export export) {
        return read(Layout.outcome(export), Outcome.class);
    }

    @Override
    public void opened(Consumer<Export> each) {
        storage.list(Layout.OPEN, listed -> {
            Matcher name = EXPORT.matcher(listed.key().substring(Layout.OPEN.length()));
            if (name.matches()) {
                each.accept(new Export(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
            }
        });
    }

    @Override
    public void close(Export export) {
        storage.delete(Layout.open(export));
    }

    @Override
    public void keepTip(long repository, String head, Instant snapshot, SnapshotTip tip) {
        once(Layout.tip(repository, head, snapshot), tip, SnapshotTip.class);
    }

    @Override
    public Optional<SnapshotTip> tip(long repository, String head, Instant snapshot) {
        return read(Layout.tip(repository, head, snapshot), SnapshotTip.class);
    }

    @Override
    public void keepStanding(Standing standing) {
        storage.put(Layout.standing(standing.repository()), Json.write(standing));
    }

    @Override
    public void well(long repository) {
        storage.delete(Layout.standing(repository));
    }

    @Override
    public Optional<Standing> standing(long repository) {
        return read(Layout.standing(repository), Standing.class);
    }

    @Override
    public void unwell(LongConsumer each) {
        numbered(Layout.STANDINGS, each);
    }

    @Override
    public Tracked track(long file, Repository repository) {
        return once(
                        Layout.tracked(repository.id()),
                        TrackedRecord.of(new Tracked(file, repository)),
                        TrackedRecord.class)
                .tracked();
    }

    @Override
    public Tracked move(Tracked from, long file) {
        String key = Layout.tracked(from.repository().id());
        while (true) {
            Storage.Stored held = storage.get(key).orElseThrow(() -> broken(key, "it went away"));
            Tracked now = Records.parse(storage, key, held.content(), TrackedRecord.class)
                    .tracked();
            if (now.file() != from.file()) {
                return now;
            }
            Tracked moved = new Tracked(file, now.repository());
            if (storage.putIfMatch(key, Json.write(TrackedRecord.of(moved)), held.version())) {
                return moved;
            }
        }
    }

    @Override
    public Optional<Tracked> tracked(long repository) {
        return read(Layout.tracked(repository), TrackedRecord.class).map(TrackedRecord::tracked);
    }

    @Override
    public void everyTracked(LongConsumer each) {
        storage.list(Layout.TRACKED, listed -> {
            String name = listed.key().substring(Layout.TRACKED.length());
            if (ID.matcher(name).matches()) {
                each.accept(Long.parseLong(name));
            }
        });
    }

    /** The records of a folder that are named by a number. */
    private void numbered(String folder, LongConsumer each) {
        storage.list(folder, listed -> {
            Matcher name = NUMBERED.matcher(listed.key().substring(folder.length()));
            if (name.matches()) {
                each.accept(Long.parseLong(name.group(1)));
            }
        });
    }

    private <T> T once(String key, T mine, Class<T> type) {
        // A put that was refused means that another one is there: nothing put once is ever removed.
        return storage.putIfAbsent(key, Json.write(mine))
                ? mine
                : read(key, type).orElseThrow(() -> broken(key, "it was put once and is gone"));
    }

    private <T> Optional<T> read(String key, Class<T> type) {
        return Records.read(storage, key, type);
    }

    private CommitlakeException broken(String key, String what) {
        return CommitlakeException.store("the ledger's record " + key + " in " + storage.location() + ": " + what);
    }

    /** {@link Tracked}, flat, as it lies in the store. */
    record TrackedRecord(long file, long id, Instant createdAt, String nodeId, String fullName) {
        static TrackedRecord of(Tracked tracked) {
            Repository repository = tracked.repository();
            return new TrackedRecord(
                    tracked.file(),
                    repository.id(),
                    repository.createdAt(),
                    repository.nodeId().orElse(""),
                    repository.fullName().orElse(""));
        }

        Tracked tracked() {
            return new Tracked(
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
}
