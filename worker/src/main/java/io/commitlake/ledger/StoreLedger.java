package io.commitlake.ledger;

import io.commitlake.model.Claim;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Export;
import io.commitlake.model.Json;
import io.commitlake.model.Outcome;
import io.commitlake.model.Repository;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A ledger in the dataset's own store: each record is a small JSON object, and conditional puts keep the first. */
public final class StoreLedger implements Ledger {
    private static final Pattern EXPORT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");
    private static final Pattern NUMBERED = Pattern.compile("(\\d{1,18})\\.json");
    private static final Pattern ID = Pattern.compile("\\d{1,18}");
    private static final byte[] NOTHING = new byte[0];

    /** Each failed attempt is a removal by somebody else, so this many in a row don't happen. */
    private static final int ATTEMPTS = 10;

    private final Storage storage;
    private final StoredConditions conditions;
    private final StoredForgotten forgotten;

    public StoreLedger(Storage storage) {
        this.storage = storage;
        this.conditions = new StoredConditions(storage);
        this.forgotten = new StoredForgotten(storage);
    }

    @Override
    public void open(Export export) {
        storage.put(Layout.open(export), NOTHING);
    }

    @Override
    public Claim claim(Claim claim) {
        return putOnce(
                Layout.claim(claim.export()), claim, Claim.class, held -> checkSame(held.export(), claim.export()));
    }

    @Override
    public Optional<Claim> claimed(Export export) {
        return read(Layout.claim(export), Claim.class, claim -> checkSame(claim.export(), export));
    }

    @Override
    public Optional<Duration> claimAge(Export export) {
        return storage.age(Layout.claim(export));
    }

    @Override
    public void forEachClaim(long repository, LongConsumer each) {
        String folder = Layout.claims(repository);
        storage.list(folder, listed -> {
            Matcher name = NUMBERED.matcher(listed.key().substring(folder.length()));
            if (name.matches()) {
                each.accept(Long.parseLong(name.group(1)));
            }
        });
    }

    @Override
    public UserIds keepUsers(Export export, UserIds users) {
        return putOnce(Layout.users(export), users, UserIds.class, held -> {});
    }

    @Override
    public Optional<UserIds> users(Export export) {
        return read(Layout.users(export), UserIds.class, users -> {});
    }

    @Override
    public Outcome settle(Export export, Outcome outcome) {
        return putOnce(Layout.outcome(export), outcome, Outcome.class, held -> OutcomeFiles.check(held, export));
    }

    @Override
    public Optional<Outcome> outcome(Export export) {
        return read(Layout.outcome(export), Outcome.class, outcome -> OutcomeFiles.check(outcome, export));
    }

    @Override
    public void forEachOpen(Consumer<Export> each) {
        storage.list(Layout.OPEN, listed -> {
            Matcher name = EXPORT.matcher(listed.key().substring(Layout.OPEN.length()));
            if (name.matches() && Long.parseLong(name.group(1)) > 0) {
                each.accept(new Export(Long.parseLong(name.group(1)), Long.parseLong(name.group(2))));
            }
        });
    }

    @Override
    public void close(Export export) {
        storage.delete(Layout.open(export));
    }

    @Override
    public SnapshotTip keepTip(long repository, String head, Instant snapshot, SnapshotTip tip) {
        return putOnce(Layout.tip(repository, head, snapshot), tip, SnapshotTip.class, held -> {});
    }

    @Override
    public Optional<SnapshotTip> tip(long repository, String head, Instant snapshot) {
        return read(Layout.tip(repository, head, snapshot), SnapshotTip.class, tip -> {});
    }

    @Override
    public Optional<RepositoryCondition> condition(long repository) {
        return conditions.of(repository);
    }

    @Override
    public void forEachCondition(Consumer<RepositoryCondition> each) {
        conditions.forEach(each);
    }

    @Override
    public Map<Long, RepositoryCondition> changeConditions(
            Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        return conditions.change(changes);
    }

    @Override
    public TrackedRepository track(long file, Repository repository) {
        return putOnce(
                        Layout.tracked(repository.id()),
                        TrackedRecord.of(new TrackedRepository(file, repository)),
                        TrackedRecord.class,
                        held -> checkSame(held.id(), repository.id()))
                .tracked();
    }

    @Override
    public TrackedRepository move(TrackedRepository from, long file) {
        String key = Layout.tracked(from.repository().id());
        while (true) {
            Optional<Storage.Stored> held = storage.get(key);
            if (held.isEmpty()) {
                return track(file, from.repository()); // forgotten meanwhile: a merge removes this record too
            }
            TrackedRepository now = JsonRecords.parse(storage, key, held.get().content(), TrackedRecord.class)
                    .tracked();
            if (now.file() != from.file()) {
                return now;
            }
            TrackedRepository moved = new TrackedRepository(file, now.repository());
            if (storage.putIfMatch(
                    key, Json.write(TrackedRecord.of(moved)), held.get().version())) {
                return moved;
            }
        }
    }

    @Override
    public Optional<TrackedRepository> tracked(long repository) {
        return read(Layout.tracked(repository), TrackedRecord.class, record -> checkSame(record.id(), repository))
                .map(TrackedRecord::tracked);
    }

    @Override
    public void forEachTracked(LongConsumer each) {
        storage.list(Layout.TRACKED, listed -> {
            String name = listed.key().substring(Layout.TRACKED.length());
            if (ID.matcher(name).matches() && Long.parseLong(name) > 0) {
                each.accept(Long.parseLong(name));
            }
        });
    }

    @Override
    public ForgottenRepositories forgotten() {
        return forgotten;
    }

    @Override
    public void removeRecords(long repository) {
        List<String> keys = new ArrayList<>();
        Layout.recordsOf(repository).forEach(prefix -> storage.list(prefix, listed -> keys.add(listed.key())));
        keys.add(Layout.tracked(repository));
        keys.forEach(storage::delete);
        changeConditions(Map.of(repository, condition -> Optional.empty()));
    }

    private <T> T putOnce(String key, T mine, Class<T> type, Consumer<T> check) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (storage.putIfAbsent(key, Json.write(mine))) {
                return mine;
            }
            // The store has another record, unless the repository has just been forgotten.
            Optional<T> held = read(key, type, check);
            if (held.isPresent()) {
                return held.get();
            }
        }
        throw broken(key, "the store refuses it as a duplicate, but has no such record");
    }

    private <T> Optional<T> read(String key, Class<T> type, Consumer<T> check) {
        return JsonRecords.read(storage, key, type, check);
    }

    /** Refuses a record under another record's key: its content would be used for the wrong export or repository. */
    private static void checkSame(Object held, Object asked) {
        if (!held.equals(asked)) {
            throw new IllegalArgumentException("its content is for " + held + ", but its key is for " + asked);
        }
    }

    private CommitlakeException broken(String key, String problem) {
        return CommitlakeException.store("the ledger's record " + key + " in " + storage.location() + ": " + problem);
    }
}
