package io.commitlake.scale.world;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** Contents of objects in one growing file, compressed, so that memory holds only where they are. */
final class RecordLog implements AutoCloseable {
    /** The place of a content. */
    record Place(long at, int packed, int length) {}

    private final FileChannel file;
    private long end;

    RecordLog(Path path) {
        try {
            file = FileChannel.open(
                    path,
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    Place add(byte[] content) {
        byte[] packed = packed(content);
        try {
            ByteBuffer bytes = ByteBuffer.wrap(packed);
            while (bytes.hasRemaining()) {
                file.write(bytes, end + bytes.position());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Place place = new Place(end, packed.length, content.length);
        end += packed.length;
        return place;
    }

    private static byte[] packed(byte[] content) {
        // Deflate enlarges what it can't compress by far less than a thousandth.
        byte[] packed = new byte[content.length + content.length / 1000 + 64];
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            deflater.setInput(content);
            deflater.finish();
            return Arrays.copyOf(packed, deflater.deflate(packed));
        } finally {
            deflater.end();
        }
    }

    byte[] get(Place place) {
        ByteBuffer packed = ByteBuffer.allocate(place.packed());
        Inflater inflater = new Inflater();
        try {
            while (packed.hasRemaining() && file.read(packed, place.at() + packed.position()) >= 0) {
                // A read may return fewer bytes than asked.
            }
            byte[] content = new byte[place.length()];
            inflater.setInput(packed.array());
            inflater.inflate(content);
            return content;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (DataFormatException broken) {
            throw new IllegalStateException(broken);
        } finally {
            inflater.end();
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
