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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** A TCP proxy between a client and a server that can cut an answer short or hold a request back. */
final class Relay implements AutoCloseable {
    private final URI server;
    private final ServerSocket listener;
    private final AtomicLong cuts = new AtomicLong();
    private final AtomicLong passed = new AtomicLong();
    private volatile Predicate<String> request = text -> false;
    private volatile long bytes = Long.MAX_VALUE;
    private volatile Runnable beforePassing = () -> {};

    Relay(URI server) {
        this.server = server;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        Thread.ofVirtual().start(this::serve);
    }

    /** The address for clients. */
    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** From now on, ends each answer to requests that begin with this text after these bytes, headers included. */
    void cut(String request, long bytes) {
        cut(text -> text.startsWith(request), bytes);
    }

    /** From now on, ends each answer to these requests after these bytes, headers included. */
    void cut(Predicate<String> request, long bytes) {
        this.request = request;
        this.bytes = bytes;
    }

    /** Stops cutting answers. */
    void mend() {
        cut(text -> false, Long.MAX_VALUE);
    }

    /** From now on, runs an action before passing on a request that begins with this text; drops it if that fails. */
    void hold(String request, Runnable action) {
        this.request = text -> text.startsWith(request);
        this.beforePassing = action;
    }

    /** Waits in an action of {@link #hold}; an interrupt, which ends a test, lets the request pass. */
    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The number of answers cut so far. */
    long cuts() {
        return cuts.get();
    }

    /** The bytes of answers passed on so far. */
    long passed() {
        return passed.get();
    }

    private void serve() {
        while (true) {
            try {
                Socket client = listener.accept();
                Socket upstream = new Socket(server.getHost(), server.getPort());
                AtomicLong left = new AtomicLong(Long.MAX_VALUE);
                Thread.ofVirtual().start(() -> ask(client, upstream, left));
                Thread.ofVirtual().start(() -> answer(client, upstream, left));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void ask(Socket client, Socket upstream, AtomicLong left) {
        try (client;
                upstream) {
            InputStream from = client.getInputStream();
            OutputStream to = upstream.getOutputStream();
            byte[] chunk = new byte[1 << 16];
            for (int n = from.read(chunk); n >= 0; n = from.read(chunk)) {
                // A client sends a request's headers in one piece, and the next request only after the answer.
                if (request.test(new String(chunk, 0, n, StandardCharsets.ISO_8859_1))) {
                    beforePassing.run();
                    left.set(bytes);
                }
                to.write(chunk, 0, n);
            }
        } catch (IOException | UncheckedIOException gone) {
            // Either side may hang up, and the action may fail.
        }
    }

    private void answer(Socket client, Socket upstream, AtomicLong left) {
        try (client;
                upstream) {
            InputStream from = upstream.getInputStream();
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
            listener.close();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
