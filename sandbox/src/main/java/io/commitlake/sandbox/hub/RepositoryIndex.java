package io.commitlake.sandbox.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A snapshot of the repositories, looked up by name or id. If two share a name or id, the first one is found. */
final class RepositoryIndex {
    static final RepositoryIndex EMPTY = new RepositoryIndex(List.of());
    private final List<HostedRepository> all;
    private final Map<String, HostedRepository> byName = new HashMap<>();
    private final Map<String, HostedRepository> byFormerName = new HashMap<>();
    private final Map<String, HostedRepository> byNodeId = new HashMap<>();
    private final Map<Long, HostedRepository> byId = new HashMap<>();

    RepositoryIndex(List<HostedRepository> repositories) {
        all = List.copyOf(repositories);
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
