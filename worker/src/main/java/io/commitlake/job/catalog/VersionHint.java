package io.commitlake.job.catalog;

import io.commitlake.storage.Storage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Keeps the name of a table's newest metadata in a file, for readers that find a table without its catalog. */
final class VersionHint {
    private static final Pattern METADATA = Pattern.compile("(?:.*/)?((\\d+)-[^/]+)\\.metadata\\.json");
    private static final Pattern HINT = Pattern.compile("(\\d+)-.+");

    private VersionHint() {}

    /**
     * Names a table's metadata, unless the file names a newer one, which another process has made meanwhile.
     *
     * @param key the key of the file
     * @param location the address of the metadata
     */
    static void put(Storage storage, String key, String location) {
        Matcher metadata = METADATA.matcher(location);
        if (!metadata.matches()) {
            return; // a catalog that names metadata in another way
        }
        byte[] hint = metadata.group(1).getBytes(StandardCharsets.UTF_8);
        boolean done = false;
        while (!done) {
            Optional<Storage.Stored> there = storage.get(key);
            boolean newer = there.isPresent() && number(there.get()) >= Long.parseLong(metadata.group(2));
            done = newer || Storage.putIfUnchanged(storage, key, hint, there);
        }
    }

    private static long number(Storage.Stored there) {
        Matcher hint = HINT.matcher(new String(there.content(), StandardCharsets.UTF_8));
        return hint.matches() ? Long.parseLong(hint.group(1)) : -1;
    }
}
