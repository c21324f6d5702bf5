package io.commitlake.history.git.clone;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads and makes the packets of Git's wire protocol, the pkt-lines of gitprotocol-common(5). */
final class PacketLines {
    /** The kinds of packets. */
    enum Kind {
        DATA,
        /** The end of a message. */
        FLUSH,
        /** Another one without data: a separator, or the end of an answer that may be incomplete. */
        OTHER
    }

    /** A packet that ends a message. */
    static final String FLUSH = "0000";

    /** A packet that separates the parts of a message. */
    static final String DELIMITER = "0001";

    private static final int LENGTH_BYTES = 4;
    private static final int MAX_BYTES = 65520;

    private final InputStream in;
    private final byte[] packet = new byte[MAX_BYTES];
    private int size;

    PacketLines(InputStream in) {
        this.in = in;
    }

    /** Makes a packet. */
    static String of(String line) {
        return "%04x".formatted(line.getBytes(StandardCharsets.UTF_8).length + LENGTH_BYTES) + line;
    }

    /**
     * Reads the next packet.
     *
     * @throws EOFException if the stream ends
     */
    Kind next() throws IOException {
        size = 0;
        byte[] length = in.readNBytes(LENGTH_BYTES);
        if (length.length < LENGTH_BYTES) {
            throw new EOFException("its answer is cut off");
        }
        int bytes = 0;
        for (byte digit : length) {
            int value = Character.digit(digit, 16);
            if (value < 0) {
                throw new IOException("its answer has a packet of length \"" + ascii(length) + "\"");
            }
            bytes = bytes * 16 + value;
        }
        if (bytes < LENGTH_BYTES) {
            return bytes == 0 ? Kind.FLUSH : Kind.OTHER;
        }
        if (bytes > MAX_BYTES) {
            throw new IOException("its answer has a packet of " + bytes + " bytes");
        }
        size = in.readNBytes(packet, 0, bytes - LENGTH_BYTES);
        if (size < bytes - LENGTH_BYTES) {
            throw new EOFException("its answer is cut off");
        }
        return Kind.DATA;
    }

    private static String ascii(byte[] bytes) {
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    /** The data of the last packet: {@link #size()} bytes, valid until the next one is read. */
    byte[] data() {
        return packet;
    }

    int size() {
        return size;
    }

    /** The last packet as text, from a byte on. */
    String rawText(int from) {
        return new String(packet, from, Math.max(0, size - from), StandardCharsets.UTF_8);
    }

    /** The last packet as text, from a byte on, without a newline at its end. */
    String text(int from) {
        String text = rawText(from);
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }
}
