package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.control.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Cuts an answer as {@link Fault.Partial} describes. */
final class PartialData {
    private final int kept;
    private final List<Object> path = new ArrayList<>();
    private boolean done;

    private PartialData(int kept) {
        this.kept = kept;
    }

    static Map<String, Object> of(Map<String, Object> body, Fault.Partial fault) {
        PartialData partial = new PartialData(fault.kept());
        Object data = partial.cut(body.getOrDefault("data", Map.of()));
        if (!partial.done && data instanceof Map<?, ?> whole) {
            Map<String, @Nullable Object> nulls = new LinkedHashMap<>();
            whole.keySet().forEach(key -> nulls.put((String) key, null));
            partial.path.addAll(whole.keySet().stream().limit(1).toList());
            data = nulls;
        }
        List<Object> errors = new ArrayList<>(body.get("errors") instanceof List<?> existing ? existing : List.of());
        errors.add(Map.of(
                "type",
                "RESOURCE_LIMITS_EXCEEDED",
                "path",
                List.copyOf(partial.path),
                "message",
                "Resource limits for this query exceeded."));
        Map<String, Object> cutBody = new LinkedHashMap<>();
        cutBody.put("data", data);
        cutBody.put("errors", errors);
        return cutBody;
    }

    /** A copy in which the first list or object with more than {@code kept} lists or objects in it is cut. */
    private Object cut(Object node) {
        if (node instanceof Map<?, ?> map) {
            boolean cutHere = startCut(map.values());
            AtomicInteger position = new AtomicInteger();
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, value == null ? null : child(cutHere, key, value, position)));
            return copy;
        }
        if (node instanceof List<?> list) {
            boolean cutHere = startCut(list);
            AtomicInteger position = new AtomicInteger();
            List<@Nullable Object> copy = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                Object value = list.get(i);
                copy.add(value == null ? null : child(cutHere, i, value, position));
            }
            return copy;
        }
        return node;
    }

    private @Nullable Object child(boolean cutHere, Object key, Object value, AtomicInteger position) {
        if (!isContainer(value)) {
            return value;
        }
        if (cutHere) {
            boolean stays = position.getAndIncrement() < kept;
            if (!stays && position.get() == kept + 1) {
                path.add(key);
            }
            return stays ? value : null;
        }
        if (done) {
            return value;
        }
        path.add(key);
        Object copy = cut(value);
        if (!done) {
            path.removeLast();
        }
        return copy;
    }

    private boolean startCut(Iterable<?> children) {
        if (done) {
            return false;
        }
        int containers = 0;
        for (Object child : children) {
            containers += isContainer(child) ? 1 : 0;
        }
        done = containers > kept;
        return done;
    }

    private static boolean isContainer(@Nullable Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>;
    }
}
