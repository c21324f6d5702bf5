package io.commitlake.storage;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers every request with the same bytes, then closes the connection. */
final class CutAnswers implements AutoCloseable {
    private final ServerSocket socket;
    private final byte[] answer;
    private final AtomicInteger requests = new AtomicInteger();

    private CutAnswers(ServerSocket socket, byte[] answer) {
        this.socket = socket;
        this.answer = answer;
    }

    /** Starts a server. The answer's head may promise more than its body holds. */
    static CutAnswers start(String status, String header, String body) {
        byte[] answer = ("HTTP/1.1 " + status + "\r\nContent-Type: application/xml\r\nConnection: close\r\n" + header
                        + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
        try {
            CutAnswers server = new CutAnswers(new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), answer);
            Thread.ofVirtual().start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (true) {
            try (Socket client = socket.accept();
                    BufferedReader request = new BufferedReader(
                            new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
                String line = request.readLine();
                while (line != null && !line.isEmpty()) {
                    line = request.readLine();
                }
                requests.incrementAndGet();
                client.getOutputStream().write(answer);
                client.shutdownOutput();
            } catch (SocketException closed) {
                if (socket.isClosed()) {
                    return;
                }
            } catch (IOException clientGone) {
                // The next request gets the same answer.
            }
        }
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort());
    }

    int requests() {
        return requests.get();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
