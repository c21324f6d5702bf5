package io.commitlake.sandbox.hub;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Global node ids in GitHub's format since 2021: a prefix for the type, then the base64 of the MessagePack array [0,
 * id, …].
 */
public final class NodeIds {
    private static final byte ARRAY_OF_2 = (byte) 0x92;
    private static final byte ARRAY_OF_3 = (byte) 0x93;
    private static final byte UINT_32 = (byte) 0xce;
    private static final byte STRING_8 = (byte) 0xd9;

    private NodeIds() {}

    public static String repository(long id) {
        return "R_" + number(id);
    }

    public static String user(long id) {
        return "U_" + number(id);
    }

    /** The node id of a license with this key, such as {@code mit}, in the format before 2021. */
    public static String license(String key) {
        long number = 1 + Integer.toUnsignedLong(key.hashCode()) % 100;
        return Base64.getEncoder().encodeToString(("07:License" + number).getBytes(StandardCharsets.US_ASCII));
    }

    public static String organization(long id) {
        return "O_" + number(id);
    }

    /**
     * The node id of a Git object.
     *
     * @param prefix {@code C} for a commit, {@code B} for a blob, {@code T} for a tree, {@code TA} for a tag
     */
    public static String object(String prefix, long repositoryId, String oid) {
        byte[] name = oid.getBytes(StandardCharsets.US_ASCII);
        return prefix + "_"
                + encode(ByteBuffer.allocate(9 + name.length)
                        .put(ARRAY_OF_3)
                        .put((byte) 0)
                        .put(UINT_32)
                        .putInt((int) repositoryId)
                        .put(STRING_8)
                        .put((byte) name.length)
                        .put(name));
    }

    private static String number(long id) {
        return encode(ByteBuffer.allocate(7)
                .put(ARRAY_OF_2)
                .put((byte) 0)
                .put(UINT_32)
                .putInt((int) id));
    }

    private static String encode(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
