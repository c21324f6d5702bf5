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

/** A server that answers requests with recordings, byte for byte: the JDK's would put its own date in. */
final class Replay implements AutoCloseable {
    /** Those that no longer are what they were when the body was written down. */
    private static final Set<String> OF_THE_WIRE =
            Set.of("content-length", "content-encoding", "transfer-encoding", "connection", "etag");

    private final Function<String, Recording> answers;
    private final ServerSocket socket;

    /** Of one recording whatever is asked. */
    Replay(Recording recording) throws IOException {
        this(target -> recording);
    }

    /**
     * Of several.
     *
     * @param answers by what is asked for, with its query
     */
    Replay(Function<String, Recording> answers) throws IOException {
        this.answers = answers;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    URI root() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    private void serve() {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                answer(answers.apply(target(connection)), connection.getOutputStream());
            } catch (IOException closed) {
                // by the client, or at the end: the client's exception tells
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
            if (!OF_THE_WIRE.contains(header.getKey().toLowerCase(Locale.ROOT))) {
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
