package io.commitlake.fuzz;

import io.commitlake.storage.Storage;
import java.lang.reflect.Proxy;
import java.util.Optional;

/** A store whose every key has the same object. */
final class OneObject {
    private OneObject() {}

    static Storage holding(byte[] content) {
        return (Storage) Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "get" -> Optional.of(new Storage.Stored(content, "1"));
                    case "holdsAny" -> true;
                    case "putIfAbsent", "putIfMatch" -> false;
                    case "location" -> "file:/fuzzed";
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
