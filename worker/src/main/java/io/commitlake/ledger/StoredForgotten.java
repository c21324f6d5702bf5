package io.commitlake.ledger;

import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The marks of forgotten repositories in the store: one object for each, and another one once its removal is over. */
final class StoredForgotten implements ForgottenRepositories {
    private static final Pattern NAME = Pattern.compile("(\\d{1,18})(\\.removed)?");
    private static final byte[] NOTHING = new byte[0];

    private final Storage storage;

    StoredForgotten(Storage storage) {
        this.storage = storage;
    }

    @Override
    public void add(long repository) {
        storage.putIfAbsent(Layout.forgotten(repository), NOTHING);
        storage.delete(Layout.removed(repository));
    }

    @Override
    public Optional<Duration> age(long repository) {
        return storage.age(Layout.forgotten(repository));
    }

    @Override
    public void forEach(Consumer<ForgottenRepository> each) {
        Set<Long> forgotten = new TreeSet<>();
        Set<Long> removed = new HashSet<>();
        storage.list(Layout.FORGOTTEN, listed -> {
            Matcher name = NAME.matcher(listed.key().substring(Layout.FORGOTTEN.length()));
            if (name.matches() && Long.parseLong(name.group(1)) > 0) {
                (name.group(2) == null ? forgotten : removed).add(Long.parseLong(name.group(1)));
            }
        });
        forgotten.forEach(repository -> each.accept(new ForgottenRepository(repository, removed.contains(repository))));
    }

    @Override
    public void noteRemoved(long repository) {
        storage.putIfAbsent(Layout.removed(repository), NOTHING);
    }

    @Override
    public void remove(long repository) {
        // A kill between the two leaves a repository that is forgotten.
        storage.delete(Layout.removed(repository));
        storage.delete(Layout.forgotten(repository));
    }
}
