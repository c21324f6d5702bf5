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
 * The JDK's HTTP server, a thread for each request. No virtual ones: most requests read from a git, and while they do they
 * hold the carriers that all virtual threads share.
 */
public final class WebServer implements AutoCloseable {
    static {
        // Read once by the JDK's server: without it, a small answer waits for the client's delayed acknowledgement (40
        // ms).
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService requests = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("request-", 0).factory());
    private final String host;

    /**
     * Takes its port; it answers from {@link #start}.
     *
     * @param port 0 for a free one
     */
    public WebServer(String host, int port) {
        this.host = host;
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new SandboxException("--host " + host + " is no address of this machine: use 127.0.0.1 or 0.0.0.0.");
        }
        try {
            server = HttpServer.create(address, 0);
        } catch (BindException e) {
            throw new SandboxException(
                    "Port " + port + " on " + host + " can't be had (" + e.getMessage()
                            + "): choose another --port, or none for a free one.",
                    e);
        } catch (IOException e) {
            throw new SandboxException(
                    "The HTTP server can't listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
        server.setExecutor(requests);
    }

    /** Its address, without a slash at the end. */
    public String address() {
        return "http://" + host + ":" + server.getAddress().getPort();
    }

    /** The longest prefix that fits a request's path takes it. */
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
