package io.commitlake.sandbox.web;

import com.sun.net.httpserver.HttpExchange;
import io.commitlake.sandbox.git.Git;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs {@code git http-backend} as a CGI program (RFC 3875) and streams both ways, so that no pack is held in memory.
 * When the client hangs up, the process and its children are killed.
 */
final class HttpBackend {
    private static final int BUFFER = 64 * 1024;
    private final Git git;

    HttpBackend(Git git) {
        this.git = git;
    }

    /** @param path the path below the repository, such as {@code /info/refs} */
    void serve(HttpExchange exchange, Path repository, String path, String query) throws IOException {
        Process process =
                git.start(List.of(git.httpBackend().toString()), environment(exchange, repository, path, query));
        Thread.ofPlatform().daemon().name("git-stderr").start(() -> drain(process.getErrorStream()));
        Thread.ofPlatform().daemon().name("git-stdin").start(() -> feed(exchange, process));
        try (exchange;
                InputStream answer = new BufferedInputStream(process.getInputStream(), BUFFER)) {
            int status = headers(exchange, answer);
            exchange.sendResponseHeaders(status, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                copy(answer, out);
            }
        } finally {
            Git.kill(process);
        }
    }

    private static Map<String, String> environment(HttpExchange exchange, Path repository, String path, String query) {
        Map<String, String> environment = new HashMap<>();
        environment.put("GIT_PROJECT_ROOT", repository.toString());
        environment.put("GIT_HTTP_EXPORT_ALL", "1");
        environment.put("PATH_INFO", path);
        environment.put("QUERY_STRING", query);
        environment.put("REQUEST_METHOD", exchange.getRequestMethod());
        environment.put("REMOTE_ADDR", exchange.getRemoteAddress().getAddress().getHostAddress());
        Map.of(
                        "Content-Type",
                        "CONTENT_TYPE",
                        "Content-Length",
                        "CONTENT_LENGTH",
                        "Content-Encoding",
                        "HTTP_CONTENT_ENCODING",
                        "Git-Protocol",
                        "GIT_PROTOCOL")
                .forEach((header, variable) ->
                        ApiHttp.header(exchange, header).ifPresent(value -> environment.put(variable, value)));
        return environment;
    }

    /** Copies the CGI headers, up to the empty line that ends them, and returns the status. */
    private static int headers(HttpExchange exchange, InputStream answer) throws IOException {
        int status = 200;
        for (String line = line(answer); !line.isEmpty(); line = line(answer)) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                throw new IOException("git http-backend gave a header without a colon");
            }
            String name = line.substring(0, colon);
            String value = line.substring(colon + 1).strip();
            if (name.equalsIgnoreCase("Status")) {
                status = Integer.parseInt(value.substring(0, 3));
            } else {
                exchange.getResponseHeaders().add(name, value);
            }
        }
        return status;
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("git http-backend ended before it answered");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Flushes after each read: protocol v2 sends progress and keep-alives while Git makes the pack. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            out.flush();
        }
    }

    private static void feed(HttpExchange exchange, Process process) {
        try (OutputStream stdin = process.getOutputStream()) {
            exchange.getRequestBody().transferTo(stdin);
        } catch (IOException e) {
            // Git may stop reading once it knows enough, and a client may hang up. The response side reports that.
        }
    }

    private static void drain(InputStream errors) {
        try (errors) {
            errors.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // The process has ended.
        }
    }
}
