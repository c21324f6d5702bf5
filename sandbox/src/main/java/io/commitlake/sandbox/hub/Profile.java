package io.commitlake.sandbox.hub;

import io.commitlake.sandbox.SandboxException;
import io.commitlake.sandbox.synthetic.Sketch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is told of a repository beside its history. Full names are {@code owner/name}; {@code createdAt} empty means its first commit's date. */
record Profile(
        long id,
        String nodeId,
        String fullName,
        String url,
        Optional<Instant> createdAt,
        long stars,
        Standing standing,
        List<String> formerNames) {

    static Profile of(Sketch sketch) {
        return new Profile(
                sketch.id(),
                NodeIds.repository(sketch.id()),
                sketch.fullName(),
                "https://github.com/" + sketch.fullName(),
                Optional.of(sketch.createdAt()),
                sketch.stars(),
                Standing.HERE,
                List.of());
    }

    Profile {
        // GraphQL's databaseId is a 32-bit Int.
        if (id < 1 || id > Integer.MAX_VALUE) {
            throw new SandboxException("A repository's id is 1 to " + Integer.MAX_VALUE + ", not " + id + ".");
        }
        requireFullName(fullName);
        formerNames.forEach(Profile::requireFullName);
        formerNames = List.copyOf(formerNames);
    }

    private static void requireFullName(String fullName) {
        if (!fullName.matches("[A-Za-z0-9._-]+/[A-Za-z0-9._-]+")) {
            throw new SandboxException(
                    "A repository's full name is owner/name, of letters, digits, '.', '_' and '-', not '" + fullName
                            + "'.");
        }
    }
}
