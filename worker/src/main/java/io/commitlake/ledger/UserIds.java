package io.commitlake.ledger;

import io.commitlake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The GitHub user IDs of an export's authors, so that a retry writes the same IDs.
 *
 * @param ids the IDs by the SHA-256 of the author's e-mail address in UTF-8, in hexadecimal, so that the ledger has no
 *     addresses; an ID is empty if GitHub knows no user
 */
public record UserIds(Map<String, Optional<Long>> ids) {
    public UserIds {
        ids = Map.copyOf(ids);
        ids.forEach((hash, id) -> {
            Sha256.checked(hash);
            if (id.orElse(1L) <= 0) {
                throw new IllegalArgumentException("a user's ID is positive, not " + id.get());
            }
        });
    }

    /** Whether these IDs include the result for an address, be it a user or none. */
    public boolean covers(String email) {
        return ids.containsKey(hash(email));
    }

    public static UserIds of(Map<String, OptionalLong> byEmail) {
        Map<String, Optional<Long>> ids = HashMap.newHashMap(byEmail.size());
        byEmail.forEach(
                (email, id) -> ids.put(hash(email), id.isPresent() ? Optional.of(id.getAsLong()) : Optional.empty()));
        return new UserIds(ids);
    }

    /** The user ID for an e-mail address; empty if GitHub knows none, or if the address wasn't looked up. */
    public OptionalLong id(String email) {
        return ids.getOrDefault(hash(email), Optional.empty())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static String hash(String email) {
        return Sha256.of(email.getBytes(StandardCharsets.UTF_8));
    }
}
