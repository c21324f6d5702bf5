package io.commitlake.storage;

/** The contract where the file system has no hard links. */
final class LinklessFolderStorageTest extends FolderStorageTest {
    @Override
    Storage opened() {
        return new FolderStorage(new StorageLocation.Folder(folder), new ScratchFiles(folder.resolve(Keys.SCRATCH)) {
            @Override
            boolean hasLinks() {
                return false;
            }
        });
    }
}
