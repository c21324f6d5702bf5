package io.commitlake.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;

/** Stands between a client and a server, passes bytes on, and can break off an answer half way. */
final class Relay implements AutoCloseable {
    private final URI server;
    private final ServerSocket door;
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private volatile String request = "";
    private volatile long bytes = Long.MAX_VALUE;
    private volatile Runnable before = () -> {};

    Relay(URI server) {
        this.server = server;
        try {
            this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** Where a client finds it. */
    URI address() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort());
    }

    /** From now on an answer to a request that begins like this ends after so many bytes, its head among them. */
    void cut(String request, long bytes) {
        this.request = request;
        this.bytes = bytes;
    }

    /** Cuts no more. */
    void mend() {
        cut("", Long.MAX_VALUE);
    }

    /** From now on a request that begins like this is passed on only when something has been done, never if that fails. */
    void hold(String request, Runnable until) {
        this.request = request;
        this.before = until;
    }

    /** How many answers were cut. */
    long cuts() {
        return cuts.get();
    }

    /** Bytes of answers that were passed on. */
    long passed() {
        return passed.get();
    }

    private void serve() {
        while (true) {
            try {
                Socket client = door.accept();
                Socket behind = new Socket(server.getHost(), server.getPort());
                AtomicLong left = new AtomicLong(Long.MAX_VALUE);
                Thread.ofVirtual().start(() -> ask(client, behind, left));
                Thread.ofVirtual().start(() -> answer(client, behind, left));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void ask(Socket client, Socket behind, AtomicLong left) {
        try (client;
                behind) {
            InputStream from = client.getInputStream();
            OutputStream to = behind.getOutputStream();
            byte[] chunk = new byte[1 << 16];
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                // Clients send a request's head in one piece, and the next one after the answer.
                if (!request.isEmpty() && new String(chunk, 0, n, StandardCharsets.ISO_8859_1).startsWith(request)) {
                    before.run();
                    left.set(bytes);
                }
                to.write(chunk, 0, n);
            }
        } catch (IOException | UncheckedIOException gone) {
            // Either side may hang up, or what it was held for.
        }
    }

    private void answer(Socket client, Socket behind, AtomicLong left) {
        try (client;
                behind) {
            InputStream from = behind.getInputStream();
            OutputStream to = client.getOutputStream();
            byte[] chunk = new byte[1 << 12];
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                long allowed = left.getAndAdd(-n);
                passed.addAndGet(n);
                to.write(chunk, 0, (int) Math.min(n, allowed));
                if (allowed < n) {
                    cuts.incrementAndGet();
                    return;
                }
            }
        } catch (IOException gone) {
            // Either side may hang up.
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
