package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The text of a blob as GraphQL shows it: none for a binary blob, and at most 512,000 bytes of a text. */
record BlobText(byte[] contents) {
    private static final int BINARY_PREFIX = 8000; // the prefix in which Git looks for a NUL
    private static final int SHOWN = 512_000;

    static BlobText of(SchemaObjects.Blob blob, DataFetchingEnvironment env) {
        return new BlobText(ServedFields.context(env)
                .objects(blob.hosted())
                .contents(blob.object().oid()));
    }

    boolean isBinary() {
        for (int i = 0; i < Math.min(contents.length, BINARY_PREFIX); i++) {
            if (contents[i] == 0) {
                return true;
            }
        }
        return false;
    }

    boolean isTruncated() {
        return contents.length > SHOWN;
    }

    Optional<String> text() {
        return isBinary()
                ? Optional.empty()
                : Optional.of(new String(contents, 0, Math.min(contents.length, SHOWN), StandardCharsets.UTF_8));
    }
}
