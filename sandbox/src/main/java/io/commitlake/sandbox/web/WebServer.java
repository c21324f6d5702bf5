package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.commitlake.sandbox.error.SandboxException;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The JDK's HTTP server with a platform thread per request. Most requests block on reading from a Git process, which
 * would hold the carriers that all virtual threads share.
 */
public final class WebServer implements AutoCloseable {
    static {
        // The JDK's server reads this once. Without it, a small answer waits 40 ms for the client's delayed
        // acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService requests = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("request-", 0).factory());
    private final String host;

    /**
     * Binds the port; the server answers from {@link #start}.
     *
     * @param port the port; 0 for a free one
     */
    public WebServer(String host, int port) {
        this.host = host;
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new SandboxException(
                    "--host " + host + " isn't an address of this machine: use 127.0.0.1 or 0.0.0.0.");
        }
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new SandboxException(
                    "Port " + port + " on " + host + " isn't available (" + e.getMessage()
                            + "): choose another --port, or omit it for a free one.",
                    e);
        } catch (IOException e) {
            throw new SandboxException(
                    "The HTTP server can't listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(requests);
    }

    /** The server's address, without a trailing slash. */
    public String address() {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** Routes requests by path prefix; the longest matching prefix wins. */
    public void route(String prefix, HttpHandler handler) {
        server.createContext(prefix, handler);
    }

    public void start() {
        server.start();
    }

    @Override
    public void close() {
        server.stop(0);
        requests.shutdownNow();
    }
}
