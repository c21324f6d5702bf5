package io.commitlake.sandbox.web;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** Answers conditional requests (RFC 9110, section 13) with weak validators, as GitHub does, computed from the body. */
final class ETags {
    private static final int NOT_MODIFIED = 304;

    private ETags() {}

    /** The answer with its ETag; 304 without a body if the client already has it. */
    static Answer answer(Answer answer, Optional<String> ifNoneMatch) {
        if (answer.status() != 200) {
            return answer;
        }
        String tag = "W/\"" + sha256(answer.body()) + "\"";
        boolean known = ifNoneMatch.stream()
                .flatMap(tags -> Arrays.stream(tags.split(",")))
                .map(String::strip)
                .anyMatch(given -> given.equals("*") || withoutWeakPrefix(given).equals(withoutWeakPrefix(tag)));
        return known ? new Answer(NOT_MODIFIED, Map.of("ETag", tag), new byte[0]) : answer.with("ETag", tag);
    }

    static boolean isUnchanged(Answer answer) {
        return answer.status() == NOT_MODIFIED;
    }

    private static String withoutWeakPrefix(String tag) {
        return tag.startsWith("W/") ? tag.substring(2) : tag;
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
