package io.commitlake.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL server on a free port. Its databases are empty and belong to the user {@link #USER}, who needs a
 * password. Debian keeps {@code initdb} out of the search path.
 */
public final class Postgres implements AutoCloseable {
    public static final String USER = "keeper";
    public static final String PASSWORD = "correct-horse-battery";

    private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

    private final Path programs;
    private final Path folder;
    private final int port;
    private final AtomicInteger databases = new AtomicInteger();

    private Postgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /** Starts a server; skips the test if PostgreSQL isn't installed. */
    public static Postgres start() {
        Optional<Path> programs = programs();
        Assumptions.assumeTrue(programs.isPresent(), "skipped: there is no PostgreSQL (initdb) on this machine");
        try {
            Path folder = Files.createTempDirectory("postgres");
            if (isRoot()) { // as whom PostgreSQL refuses to run
                execute(List.of("chown", "nobody", folder.toString()));
            }
            Postgres server = new Postgres(programs.orElseThrow(), folder, freePort());
            server.initialize();
            server.control("start");
            return server;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Whether this machine has PostgreSQL. */
    public static boolean isInstalled() {
        return programs().isPresent();
    }

    private static Optional<Path> programs() {
        try (Stream<Path> versions = Files.exists(DEBIAN) ? Files.list(DEBIAN) : Stream.empty()) {
            return Stream.concat(
                            versions.map(version -> version.resolve("bin")),
                            Stream.of(System.getenv("PATH").split(":")).map(Path::of))
                    .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
                    .findFirst();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void initialize() throws IOException {
        Path passwords = Files.writeString(folder.resolve("password"), PASSWORD);
        program("initdb", "-D", data(), "-U", USER, "-A", "scram-sha-256", "--pwfile", passwords.toString(), "-N");
        Files.writeString(Path.of(data(), "postgresql.conf"), """
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                fsync = off
                max_connections = 50
                """.formatted(port));
    }

    private String data() {
        return folder.resolve("data").toString();
    }

    /** The server's port on the loopback interface. */
    public int port() {
        return port;
    }

    /** Creates an empty database and returns its address for {@code COMMITLAKE_LEDGER}. */
    public String newDatabase() {
        String name = "d" + databases.incrementAndGet();
        execute("postgres", "CREATE DATABASE " + name);
        return address(name);
    }

    private String address(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The settings of a worker with its ledger at an address. */
    public static Map<String, String> settings(String address) {
        return Map.of(
                "COMMITLAKE_LEDGER", address, "COMMITLAKE_LEDGER_USER", USER, "COMMITLAKE_LEDGER_PASSWORD", PASSWORD);
    }

    /** Connects to a database as its owner. */
    public static Connection connect(String address) throws SQLException {
        return DriverManager.getConnection(address, USER, PASSWORD);
    }

    /** Runs a statement in a database. */
    private void execute(String database, String sql) {
        try (Connection connection = connect(address(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** Returns the rows of a query, with the columns of each separated by a space. */
    public static List<String> query(String address, String sql) {
        try (Connection connection = connect(address);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    columns.add(String.valueOf(rows.getString(i)));
                }
                all.add(String.join(" ", columns));
            }
            return all;
        } catch (SQLException failed) {
            throw new IllegalStateException(sql, failed);
        }
    }

    /** The variables with which PostgreSQL's own programs, first in the search path, reach a database as its owner. */
    public Map<String, String> variables(String address) {
        return Map.of(
                "PATH",
                programs + ":" + System.getenv("PATH"),
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                Integer.toString(port),
                "PGUSER",
                USER,
                "PGPASSWORD",
                PASSWORD,
                "PGDATABASE",
                address.substring(address.lastIndexOf('/') + 1));
    }

    /** Stops the server, which cuts all connections. */
    public void stop() {
        control("stop", "-m", "immediate");
    }

    /** Starts the server again on the same port. */
    public void startAgain() {
        control("start");
    }

    private void control(String... command) {
        program(Stream.concat(
                        Stream.of(
                                "pg_ctl",
                                "-w",
                                "-s",
                                "-D",
                                data(),
                                "-l",
                                folder.resolve("log").toString()),
                        Stream.of(command))
                .toArray(String[]::new));
    }

    private void program(String... command) {
        List<String> all = new ArrayList<>(isRoot() ? List.of("runuser", "-u", "nobody", "--") : List.of());
        all.add(programs.resolve(command[0]).toString());
        all.addAll(List.of(command).subList(1, command.length));
        execute(all);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static void execute(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(Path.of("/").toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            int code = process.waitFor();
            if (code != 0) {
                throw new IllegalStateException(command + " ended with " + code);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IllegalStateException stopped) {
            // A test has stopped it.
        }
        io.commitlake.job.work.Workspace.remove(folder);
    }
}
