package io.commitlake.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Somebody's HTTP server, which writes down every request with its headers and has nothing. */
final class Listener implements AutoCloseable {
    private final ServerSocket door;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    Listener() {
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return door.getLocalPort();
    }

    /** The heads of all requests so far. */
    List<String> heard() {
        return heard;
    }

    private void serve() {
        while (true) {
            try (Socket client = door.accept()) {
                BufferedReader from =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
                StringBuilder head = new StringBuilder("connected\n");
                for (String line = from.readLine(); line != null && !line.isEmpty(); line = from.readLine()) {
                    head.append(line).append('\n');
                }
                heard.add(head.toString());
                client.getOutputStream()
                        .write("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                .getBytes(StandardCharsets.ISO_8859_1));
            } catch (IOException closed) {
                if (door.isClosed()) {
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
