package io.commitlake.sandbox.graphql;

import io.commitlake.sandbox.control.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Takes from an answer what {@link Fault.Partial} leaves out. */
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
            Map<String, @Nullable Object> nothing = new LinkedHashMap<>();
            whole.keySet().forEach(key -> nothing.put((String) key, null));
            partial.path.addAll(whole.keySet().stream().limit(1).toList());
            data = nothing;
        }
        List<Object> errors = new ArrayList<>(body.get("errors") instanceof List<?> told ? told : List.of());
        errors.add(Map.of(
                "type",
                "RESOURCE_LIMITS_EXCEEDED",
                "path",
                List.copyOf(partial.path),
                "message",
                "Resource limits for this query exceeded."));
        Map<String, Object> less = new LinkedHashMap<>();
        less.put("data", data);
        less.put("errors", errors);
        return less;
    }

    /** A copy, in which the first list or object that has more than is kept is cut. */
    private Object cut(Object node) {
        if (node instanceof Map<?, ?> map) {
            boolean here = tooMany(map.values());
            AtomicInteger place = new AtomicInteger();
            Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(key, value == null ? null : child(here, key, value, place)));
            return copy;
        }
        if (node instanceof List<?> list) {
            boolean here = tooMany(list);
            AtomicInteger place = new AtomicInteger();
            List<@Nullable Object> copy = new ArrayList<>();
            for (int i = 0; i < list.size(); i++) {
                Object value = list.get(i);
                copy.add(value == null ? null : child(here, i, value, place));
            }
            return copy;
        }
        return node;
    }

    private @Nullable Object child(boolean here, Object key, Object value, AtomicInteger place) {
        if (!isWhole(value)) {
            return value;
        }
        if (here) {
            boolean stays = place.getAndIncrement() < kept;
            if (!stays && place.get() == kept + 1) {
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

    private boolean tooMany(Iterable<?> children) {
        if (done) {
            return false;
        }
        int whole = 0;
        for (Object child : children) {
            whole += isWhole(child) ? 1 : 0;
        }
        done = whole > kept;
        return done;
    }

    private static boolean isWhole(@Nullable Object value) {
        return value instanceof Map<?, ?> || value instanceof List<?>;
    }
}
