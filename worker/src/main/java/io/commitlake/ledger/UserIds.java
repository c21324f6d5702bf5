package io.commitlake.ledger;

import io.commitlake.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The GitHub ids of an export's authors, once resolved.
 *
 * @param ids by the SHA-256 of the e-mail in UTF-8, in hexadecimal: nobody's address is kept; empty where GitHub knows none
 */
public record UserIds(Map<String, Optional<Long>> ids) {
    public UserIds {
        ids = Map.copyOf(ids);
        ids.forEach((hash, id) -> {
            Sha256.checked(hash);
            if (id.orElse(1L) <= 0) {
                throw new IllegalArgumentException("a user's id is positive, not " + id.get());
            }
        });
    }

    /** Whether it says of an e-mail who that is, or that GitHub knows nobody. */
    public boolean covers(String email) {
        return ids.containsKey(hash(email));
    }

    public static UserIds of(Map<String, OptionalLong> byEmail) {
        Map<String, Optional<Long>> ids = HashMap.newHashMap(byEmail.size());
        byEmail.forEach(
                (email, id) -> ids.put(hash(email), id.isPresent() ? Optional.of(id.getAsLong()) : Optional.empty()));
        return new UserIds(ids);
    }

    /** The id for an e-mail; empty where GitHub knows none. */
    public OptionalLong id(String email) {
        return ids.getOrDefault(hash(email), Optional.empty())
                .map(OptionalLong::of)
                .orElse(OptionalLong.empty());
    }

    private static String hash(String email) {
        return Sha256.of(email.getBytes(StandardCharsets.UTF_8));
    }
}
