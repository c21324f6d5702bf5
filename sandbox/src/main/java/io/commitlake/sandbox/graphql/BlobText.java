package io.commitlake.sandbox.graphql;

import graphql.schema.DataFetchingEnvironment;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a blob as GraphQL shows it, by GitHub's own idea of text, which isn't Git's: UTF-16 with a byte order mark
 * is text, and is recoded as UTF-8. Any other blob with a NUL or with invalid UTF-8 is binary. At most 512,000 bytes of
 * a text are shown.
 */
record BlobText(byte[] contents) {
    private static final int SHOWN = 512_000;

    static BlobText of(SchemaObjects.Blob blob, DataFetchingEnvironment env) {
        return new BlobText(ServedFields.context(env)
                .objects(blob.hosted())
                .contents(blob.object().oid()));
    }

    boolean isBinary() {
        return decoded().isEmpty();
    }

    boolean isTruncated() {
        return contents.length > SHOWN;
    }

    Optional<String> text() {
        return decoded().map(text -> isTruncated() ? text.substring(0, Math.min(text.length(), SHOWN)) : text);
    }

    private Optional<String> decoded() {
        boolean utf16 = contents.length >= 2
                && ((contents[0] == (byte) 0xFE && contents[1] == (byte) 0xFF)
                        || (contents[0] == (byte) 0xFF && contents[1] == (byte) 0xFE));
        try {
            String text = (utf16 ? StandardCharsets.UTF_16 : StandardCharsets.UTF_8)
                    .newDecoder()
                    .decode(ByteBuffer.wrap(contents))
                    .toString();
            return utf16 || text.indexOf('\0') < 0 ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException invalid) {
            return Optional.empty();
        }
    }
}
