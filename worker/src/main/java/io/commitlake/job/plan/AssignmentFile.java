package io.commitlake.job.plan;

import io.commitlake.model.Assignment;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.Json;
import io.commitlake.model.RunPlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A local file with a run's assignments, one JSON text after another, until it is known which shard each one goes to: a
 * million of them would take a gigabyte of memory. Fails with an exception of kind REPOSITORY if the disk does.
 */
final class AssignmentFile implements AutoCloseable {
    /** The place of an assignment in the file, in bytes. */
    record Place(long from, int length) {}

    private static final int BUFFER = 1 << 16;
    private static final byte[] BEGIN = "{\"assignments\":[".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

    private final Path path;
    private final FileChannel file;
    private final OutputStream out;
    private long size;

    AssignmentFile(Path path) {
        this.path = path;
        try {
            this.file = FileChannel.open(
                    path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException failed) {
            throw failure(failed);
        }
        this.out = new BufferedOutputStream(Channels.newOutputStream(file), BUFFER);
    }

    /** Appends an assignment. */
    Place add(Assignment assignment) {
        byte[] json = Json.writeCompact(assignment);
        try {
            out.write(json);
        } catch (IOException failed) {
            throw failure(failed);
        }
        size += json.length;
        return new Place(size - json.length, json.length);
    }

    /** Makes the assignments that were added until now readable. */
    void flush() {
        try {
            out.flush();
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    /**
     * Writes the JSON of a {@link RunPlan.Shard} with the assignments at these places, in this order, to a local file.
     * Several threads may do so at the same time.
     */
    void writeShard(List<Place> places, Path shard) {
        try (OutputStream json = new BufferedOutputStream(Files.newOutputStream(shard), BUFFER)) {
            json.write(BEGIN);
            for (int i = 0; i < places.size(); i++) {
                if (i > 0) {
                    json.write(',');
                }
                json.write(read(places.get(i)));
            }
            json.write(END);
        } catch (IOException failed) {
            throw failure(failed);
        }
    }

    private byte[] read(Place place) throws IOException {
        ByteBuffer json = ByteBuffer.allocate(place.length());
        while (json.hasRemaining()) {
            if (file.read(json, place.from() + json.position()) < 0) {
                throw new IOException("the file is truncated");
            }
        }
        return json.array();
    }

    private CommitlakeException failure(IOException cause) {
        return CommitlakeException.repository(
                "can't write " + path + ": " + FailureText.of(cause)
                        + " (the work folder must have room for half a kilobyte of each repository)",
                cause);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException unimportant) {
            // The folder is about to be removed.
        }
    }
}
