package io.commitlake.sandbox.hub;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A snapshot of the repositories, looked up by name or id. If two share a name or id, the first one is found. */
final class RepositoryIndex {
    static final RepositoryIndex EMPTY = new RepositoryIndex(List.of(), List.of());
    private final List<HostedRepository> ofFolder;
    private final List<HostedRepository> generated;
    private final List<HostedRepository> all;
    private final Map<String, HostedRepository> byName = new HashMap<>();
    private final Map<String, HostedRepository> byFormerName = new HashMap<>();
    private final Map<String, HostedRepository> byNodeId = new HashMap<>();
    private final Map<Long, HostedRepository> byId = new HashMap<>();

    /**
     * Indexes repositories.
     *
     * @param generated ordered by time of creation
     */
    RepositoryIndex(List<HostedRepository> ofFolder, List<HostedRepository> generated) {
        this.ofFolder = ofFolder;
        this.generated = generated;
        all = Stream.concat(ofFolder.stream(), generated.stream()).toList();
        for (HostedRepository hosted : all) {
            byName.putIfAbsent(key(hosted.fullName()), hosted);
            hosted.formerNames().forEach(former -> byFormerName.putIfAbsent(key(former), hosted));
            byNodeId.putIfAbsent(hosted.nodeId(), hosted);
            byId.putIfAbsent(hosted.id(), hosted);
        }
    }

    List<HostedRepository> all() {
        return all;
    }

    /**
     * The repositories of the folder, and the generated ones created in these seconds, without a look at each of a
     * hundred thousand.
     */
    List<HostedRepository> createdBetween(long from, long to) {
        List<HostedRepository> found = new ArrayList<>(ofFolder);
        int end = to == Long.MAX_VALUE ? generated.size() : firstCreatedFrom(to + 1);
        found.addAll(generated.subList(Math.min(firstCreatedFrom(from), end), end));
        return found;
    }

    /** The place of the first generated repository created in this second or later. */
    private int firstCreatedFrom(long second) {
        int low = 0;
        int high = generated.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (generated.get(middle).createdAt().getEpochSecond() < second) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    Optional<HostedRepository> byName(String fullName) {
        return Optional.ofNullable(byName.get(key(fullName)));
    }

    /** The repository that had this name before, unless another one has it now. */
    Optional<HostedRepository> byFormerName(String fullName) {
        String key = key(fullName);
        return byName.containsKey(key) ? Optional.empty() : Optional.ofNullable(byFormerName.get(key));
    }

    Optional<HostedRepository> byId(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<HostedRepository> byNodeId(String nodeId) {
        return Optional.ofNullable(byNodeId.get(nodeId));
    }

    /** Folds the case, because GitHub ignores it in names. */
    private static String key(String fullName) {
        return fullName.toLowerCase(Locale.ROOT);
    }
}
