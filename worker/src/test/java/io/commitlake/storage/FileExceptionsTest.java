package io.commitlake.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.CommitlakeException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileExceptionsTest {
    @TempDir
    Path folder;

    @Test
    void aFullDiskIsAStoreFailureThatNamesTheFolder() {
        CommitlakeException full =
                FileExceptions.of("put", folder.resolve("a"), new IOException("No space left on device"));
        assertThat(full.kind()).isEqualTo(Kind.STORE);
        assertThat(full).hasMessageContainingAll("the disk is full", folder.toString());
    }

    @Test
    void aFileWithoutWritePermissionIsASettingsFailure() {
        Path file = folder.resolve("a");
        assertThat(FileExceptions.of("put", file, new AccessDeniedException(file.toString()))
                        .kind())
                .isEqualTo(Kind.SETTINGS);
        assertThat(FileExceptions.of(
                                "put", file, new FileSystemException(file.toString(), null, "Read-only file system"))
                        .kind())
                .isEqualTo(Kind.SETTINGS);
    }

    @Test
    void anyOtherFailureIsAStoreFailureWithTheFileSystemsWords() {
        CommitlakeException failure =
                FileExceptions.of("get", folder.resolve("a"), new IOException("Input/output error"));
        assertThat(failure.kind()).isEqualTo(Kind.STORE);
        assertThat(failure).hasMessage("get " + folder.resolve("a") + ": Input/output error");
    }
}
