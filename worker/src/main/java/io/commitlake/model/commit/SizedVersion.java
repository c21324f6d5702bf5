package io.commitlake.model.commit;

import java.util.OptionalLong;

/**
 * A version of a file and its size.
 *
 * @param size the size of the blob in bytes; empty if the version isn't a blob
 */
public record SizedVersion(FileVersion version, OptionalLong size) {
    public String sha() {
        return version.sha();
    }
}
