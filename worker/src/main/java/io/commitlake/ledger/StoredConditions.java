package io.commitlake.ledger;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.RepositoryCondition;
import io.commitlake.storage.JsonRecords;
import io.commitlake.storage.Layout;
import io.commitlake.storage.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repositories' conditions in the store, in a fixed number of objects, each for the repositories whose ids leave the same
 * remainder. So reading or changing all of them takes few requests, however many repositories are gone.
 *
 * <p>An object that isn't valid JSON counts as empty, with a warning, and the next change replaces it: what it held is
 * found again, because its repositories are asked for or tried again. It must not stop them all.
 */
final class StoredConditions {
    private static final Logger LOG = LoggerFactory.getLogger(StoredConditions.class);
    private static final int GROUPS = 64;

    private final Storage storage;

    /** The JSON form of a group. */
    record Group(List<RepositoryCondition> conditions) {
        Group {
            conditions = List.copyOf(conditions);
        }

        SortedMap<Long, RepositoryCondition> byRepository() {
            SortedMap<Long, RepositoryCondition> byRepository = new TreeMap<>();
            conditions.forEach(condition -> byRepository.put(condition.repository(), condition));
            return byRepository;
        }
    }

    StoredConditions(Storage storage) {
        this.storage = storage;
    }

    Optional<RepositoryCondition> of(long repository) {
        String key = key(repository);
        return storage.get(key)
                .map(stored -> group(key, stored))
                .flatMap(group -> Optional.ofNullable(group.byRepository().get(repository)));
    }

    void forEach(Consumer<RepositoryCondition> each) {
        Map<Long, RepositoryCondition> old = old();
        storage.list(
                Layout.CONDITIONS,
                listed -> storage.get(listed.key())
                        .ifPresent(stored -> group(listed.key(), stored)
                                .conditions()
                                .forEach(condition -> {
                                    old.remove(condition.repository());
                                    each.accept(condition);
                                })));
        old.values().forEach(each);
    }

    /** Changes conditions, and moves those that an older version has put into their groups. */
    Map<Long, RepositoryCondition> change(Map<Long, UnaryOperator<Optional<RepositoryCondition>>> changes) {
        Map<Long, RepositoryCondition> old = old();
        Map<String, SortedSet<Long>> groups = new TreeMap<>();
        Stream.concat(changes.keySet().stream(), old.keySet().stream())
                .forEach(repository -> groups.computeIfAbsent(key(repository), key -> new TreeSet<>())
                        .add(repository));
        Map<Long, RepositoryCondition> changed = new HashMap<>();
        groups.forEach((key, repositories) -> changed.putAll(changeGroup(key, before -> {
            SortedMap<Long, RepositoryCondition> after = new TreeMap<>(before);
            for (long repository : repositories) {
                Optional<RepositoryCondition> now =
                        Optional.ofNullable(before.get(repository)).or(() -> Optional.ofNullable(old.get(repository)));
                changes.getOrDefault(repository, UnaryOperator.identity())
                        .apply(now)
                        .ifPresentOrElse(condition -> after.put(repository, condition), () -> after.remove(repository));
            }
            return after;
        })));
        old.keySet().forEach(repository -> storage.delete(Layout.oldCondition(repository)));
        changed.keySet().retainAll(changes.keySet());
        return changed;
    }

    /** Changes a group, again if another worker was faster, and returns its new content. */
    private SortedMap<Long, RepositoryCondition> changeGroup(
            String key, UnaryOperator<SortedMap<Long, RepositoryCondition>> change) {
        while (true) {
            Optional<Storage.Stored> stored = storage.get(key);
            SortedMap<Long, RepositoryCondition> before =
                    stored.map(held -> group(key, held).byRepository()).orElseGet(TreeMap::new);
            SortedMap<Long, RepositoryCondition> after = change.apply(before);
            if (after.equals(before)
                    || Storage.putIfUnchanged(
                            storage, key, Json.writeCompact(new Group(List.copyOf(after.values()))), stored)) {
                return after;
            }
        }
    }

    private Group group(String key, Storage.Stored stored) {
        try {
            Group group = JsonRecords.parse(storage, key, stored.content(), Group.class);
            return new Group(group.conditions().stream()
                    .filter(condition -> key(condition.repository()).equals(key))
                    .toList());
        } catch (CommitlakeException unreadable) {
            LOG.warn("The conditions in it count as unknown: {}", unreadable.getMessage());
            return new Group(List.of());
        }
    }

    /** The conditions that an older version has put, without those that can't be read. */
    private Map<Long, RepositoryCondition> old() {
        Map<Long, RepositoryCondition> old = new HashMap<>();
        storage.list(Layout.OLD_CONDITIONS, listed -> {
            try {
                JsonRecords.read(storage, listed.key(), RepositoryCondition.class)
                        .filter(condition -> listed.key().equals(Layout.oldCondition(condition.repository())))
                        .ifPresent(condition -> old.put(condition.repository(), condition));
            } catch (CommitlakeException failed) {
                if (!JsonRecords.isBadRecord(failed)) {
                    throw failed;
                }
                LOG.warn("The condition in it counts as unknown: {}", failed.getMessage());
            }
        });
        return old;
    }

    private static String key(long repository) {
        return Layout.conditions(Math.floorMod(repository, GROUPS));
    }
}
