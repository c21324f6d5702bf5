package io.commitlake.model.commit;

import io.commitlake.model.Sha;

/**
 * A file before or after a change.
 *
 * @param mode the mode as Git prints it, such as {@code 100644}; {@code 160000} for a submodule
 * @param sha the SHA of the blob, or of a submodule's commit
 */
public record FileVersion(String mode, String sha) {
    public FileVersion {
        Sha.of(sha);
    }
}
