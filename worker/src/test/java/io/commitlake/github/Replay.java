package io.commitlake.github;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A server that replays recordings byte for byte. The JDK's HTTP server would replace the date header. */
final class Replay implements AutoCloseable {
    /** The headers that describe the body as it was sent, not as it was recorded. */
    private static final Set<String> WIRE_HEADERS =
            Set.of("content-length", "content-encoding", "transfer-encoding", "connection", "etag");

    private final Function<String, Recording> recordings;
    private final ServerSocket socket;

    /** Starts a server that answers every request with one recording. */
    Replay(Recording recording) throws IOException {
        this(target -> recording);
    }

    /**
     * Starts a server that answers with several recordings.
     *
     * @param recordings returns the recording for a path with its query
     */
    Replay(Function<String, Recording> recordings) throws IOException {
        this.recordings = recordings;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    URI root() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(recordings.apply(target(connection)), connection.getOutputStream());
            } catch (IOException closed) {
                // The client or the test closed the socket; the client's exception shows any other failure.
            }
        }
    }

    private static String target(Socket connection) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.ISO_8859_1));
        long length = 0;
        String first = String.valueOf(in.readLine());
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                length = Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        in.skip(length);
        return first.split(" ", -1)[1];
    }

    private static void answer(Recording recording, OutputStream out) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + recording.status() + " Recorded\r\n");
        for (Map.Entry<String, String> header : recording.headers()) {
            if (!WIRE_HEADERS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                head.append(header.getKey())
                        .append(": ")
                        .append(header.getValue())
                        .append("\r\n");
            }
        }
        head.append("Content-Length: ").append(recording.body().length).append("\r\nConnection: close\r\n\r\n");
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(recording.body());
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
