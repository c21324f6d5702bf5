package io.commitlake.storage;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A storage in which the keys below {@link Layout#RECORDS} stand for those of another folder, so that a second ledger
 * has room beside the first one. Closing it does nothing.
 */
public final class MovedRecords implements Storage {
    private final Storage storage;
    private final String folder;

    /**
     * Maps the keys of records.
     *
     * @param folder the folder of the records, with its slash
     */
    public MovedRecords(Storage storage, String folder) {
        this.storage = storage;
        this.folder = folder;
    }

    private String at(String key) {
        return key.startsWith(Layout.RECORDS) ? folder + key.substring(Layout.RECORDS.length()) : key;
    }

    private String from(String key) {
        return key.startsWith(folder) ? Layout.RECORDS + key.substring(folder.length()) : key;
    }

    @Override
    public void check() {
        storage.check();
    }

    @Override
    public Optional<Stored> get(String key) {
        return storage.get(at(key));
    }

    @Override
    public Optional<byte[]> tail(String key, int bytes) {
        return storage.tail(at(key), bytes);
    }

    @Override
    public Optional<String> version(String key) {
        return storage.version(at(key));
    }

    @Override
    public Optional<Duration> age(String key) {
        return storage.age(at(key));
    }

    @Override
    public boolean download(String key, Path file) {
        return storage.download(at(key), file);
    }

    @Override
    public void put(String key, byte[] content) {
        storage.put(at(key), content);
    }

    @Override
    public void put(String key, Path file) {
        storage.put(at(key), file);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] content) {
        return storage.putIfAbsent(at(key), content);
    }

    @Override
    public boolean putIfAbsent(String key, Path file) {
        return storage.putIfAbsent(at(key), file);
    }

    @Override
    public boolean putIfMatch(String key, byte[] content, String version) {
        return storage.putIfMatch(at(key), content, version);
    }

    @Override
    public boolean putIfMatch(String key, Path file, String version) {
        return storage.putIfMatch(at(key), file, version);
    }

    @Override
    public void delete(String key) {
        storage.delete(at(key));
    }

    @Override
    public void list(String prefix, Consumer<Listed> each) {
        storage.list(at(prefix), listed -> each.accept(new Listed(from(listed.key()), listed.size())));
    }

    @Override
    public boolean holdsAny(String prefix) {
        return storage.holdsAny(at(prefix));
    }

    @Override
    public void listFolders(String prefix, Consumer<String> each) {
        storage.listFolders(at(prefix), each);
    }

    @Override
    public long removeUnfinishedPuts(Instant before) {
        return storage.removeUnfinishedPuts(before);
    }

    @Override
    public String location() {
        return storage.location();
    }

    @Override
    public void close() {}
}
