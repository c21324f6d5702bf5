package io.commitlake.storage;

/** The storage contract on a file system without hard links. */
final class LinklessFolderStorageTest extends FolderStorageTest {
    @Override
    Storage openStorage() {
        return new FolderStorage(new StorageLocation.Folder(folder), new ScratchFiles(folder.resolve(Keys.SCRATCH)) {
            @Override
            boolean hasLinks() {
                return false;
            }
        });
    }
}
