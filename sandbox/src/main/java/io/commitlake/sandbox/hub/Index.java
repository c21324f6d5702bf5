package io.commitlake.sandbox.hub;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The repositories of a moment, found by what they are called. Where two say the same of themselves, the first is found. */
final class Index {
    static final Index EMPTY = new Index(List.of());
    private final List<Hosted> all;
    private final Map<String, Hosted> byName = new HashMap<>();
    private final Map<String, Hosted> byFormerName = new HashMap<>();
    private final Map<String, Hosted> byNodeId = new HashMap<>();
    private final Map<Long, Hosted> byId = new HashMap<>();

    Index(List<Hosted> repositories) {
        all = List.copyOf(repositories);
        for (Hosted hosted : all) {
            byName.putIfAbsent(key(hosted.fullName()), hosted);
            hosted.formerNames().forEach(former -> byFormerName.putIfAbsent(key(former), hosted));
            byNodeId.putIfAbsent(hosted.nodeId(), hosted);
            byId.putIfAbsent(hosted.id(), hosted);
        }
    }

    List<Hosted> all() {
        return all;
    }

    Optional<Hosted> byName(String fullName) {
        return Optional.ofNullable(byName.get(key(fullName)));
    }

    /** Unless another bears the name now. */
    Optional<Hosted> byFormerName(String fullName) {
        String key = key(fullName);
        return byName.containsKey(key) ? Optional.empty() : Optional.ofNullable(byFormerName.get(key));
    }

    Optional<Hosted> byId(long id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Hosted> byNodeId(String nodeId) {
        return Optional.ofNullable(byNodeId.get(nodeId));
    }

    /** GitHub ignores case. */
    private static String key(String fullName) {
        return fullName.toLowerCase(Locale.ROOT);
    }
}
