package io.commitlake.cli.settings;

import io.commitlake.github.Endpoints;
import io.commitlake.history.Limits;
import io.commitlake.history.git.clone.CloneCache;
import io.commitlake.history.memory.MemoryBudget;
import io.commitlake.job.catalog.CatalogAddress;
import io.commitlake.job.export.ExportSettings;
import io.commitlake.ledger.postgres.PostgresAddress;
import io.commitlake.model.ByteSize;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.FailureText;
import io.commitlake.model.secret.KnownSecrets;
import io.commitlake.model.secret.Secret;
import io.commitlake.storage.S3Access;
import io.commitlake.storage.StorageLocation;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the environment; nothing else does. An empty variable counts as not set. */
public final class Environment {
    /** Clocks in nanoseconds can't count for much longer. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private static final List<String> SECRETS = List.of("GITHUB_TOKENS", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN");

    /** The settings with the URL of a database; its password may be in the URL or in a setting of its own. */
    private static final List<String> DATABASES = List.of("COMMITLAKE_LEDGER", "COMMITLAKE_CATALOG");

    private static final Pattern URL_PASSWORD = Pattern.compile("(?i)[?&][a-z]*password=([^&]+)");

    private final Map<String, String> variables;

    public Environment(Map<String, String> variables) {
        this.variables = Map.copyOf(variables);
        // From the start, because even a usage error may quote a secret: one given as a flag, say.
        SECRETS.stream()
                .flatMap(name -> variable(name).stream())
                .flatMap(value -> GitHubCredentials.words(value).stream())
                .forEach(KnownSecrets::add);
        DATABASES.forEach(this::addPasswords);
        TelemetrySettings.addSecrets(this);
    }

    private void addPasswords(String database) {
        variable(database + "_PASSWORD").ifPresent(KnownSecrets::add);
        variable(database).map(URL_PASSWORD::matcher).stream()
                .flatMap(Matcher::results)
                .forEach(password -> KnownSecrets.add(password.group(1)));
    }

    /** All settings. A flag overrides its variable. */
    public Settings settings(SettingsFlags flags) {
        checkLog();
        String dataset = flags.dataset()
                .or(() -> variable("COMMITLAKE_DATASET"))
                .orElseThrow(
                        () -> CommitlakeException.settings("COMMITLAKE_DATASET isn't set: set it (or give --dataset)"
                                + " to the dataset's location, s3://bucket/prefix or file:/folder"));
        GitHubCredentials credentials = new GitHubCredentials(this);
        return new Settings(
                StorageLocation.parse(dataset),
                s3(),
                new LedgerSettings(this).address(),
                new Endpoints(
                        uri("GITHUB_API_URL", "https://api.github.com"),
                        uri("GITHUB_GRAPHQL_URL", "https://api.github.com/graphql"),
                        uri("GITHUB_SERVER_URL", "https://github.com")),
                credentials.tokens(),
                credentials.app(),
                flags.source(variable("COMMITLAKE_SOURCE")),
                flags.people(variable("COMMITLAKE_PEOPLE")),
                flags.contents(variable("COMMITLAKE_CONTENTS")),
                variable("COMMITLAKE_CLONE_CACHE")
                        .map(folder -> new CloneCache.Place(
                                Path.of(folder).toAbsolutePath(), bytes("COMMITLAKE_CLONE_CACHE_SIZE", 20L << 30))),
                duration("COMMITLAKE_MAX_WAIT", Duration.ofMinutes(70)),
                new ExportSettings(
                        flags.workers()
                                .map(String::valueOf)
                                .or(() -> variable("COMMITLAKE_WORKERS"))
                                .map(text -> whole("COMMITLAKE_WORKERS", text))
                                .orElse(16),
                        flags.workFolder()
                                .or(() -> variable("COMMITLAKE_WORK_DIR").map(Path::of))
                                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "commitlake"))
                                .toAbsolutePath(),
                        new Limits(
                                duration("COMMITLAKE_MAX_REPOSITORY_TIME", Duration.ofHours(6)),
                                bytes("COMMITLAKE_MAX_REPOSITORY_DISK", 50L << 30),
                                bytes(
                                        "COMMITLAKE_MAX_REPOSITORY_MEMORY",
                                        MemoryBudget.ofThisProcess().gitBytes()))),
                searchPath());
    }

    /**
     * The address of a ledger that a flag names, with the user and the password of the environment; empty for a ledger in
     * the dataset's own store.
     */
    public Optional<PostgresAddress> ledger(String flag, String place) {
        return new LedgerSettings(this).address(flag, place);
    }

    /** The address of the Iceberg catalog, which only one command needs. */
    public CatalogAddress catalog() {
        return new CatalogSettings(this).address();
    }

    /** The address of the Iceberg catalog; empty if none is set. */
    public Optional<CatalogAddress> catalogIfSet() {
        return new CatalogSettings(this).ifSet();
    }

    /** Where traces and metrics go; empty if nothing is to be sent. */
    public Optional<TelemetrySettings> telemetry() {
        return TelemetrySettings.of(this);
    }

    /** The time between two lines of progress in a log; empty if progress is off, in a log and in a terminal. */
    public Optional<Duration> progressInterval() {
        return variable("COMMITLAKE_PROGRESS").filter("off"::equals).isPresent()
                ? Optional.empty()
                : Optional.of(
                        duration("COMMITLAKE_PROGRESS", Duration.ofSeconds(30), "off, or a duration such as PT1M"));
    }

    /** Whether each line of the log is a JSON object; {@link #settings} refuses other values than text and json. */
    public boolean isJsonLog() {
        return variable("COMMITLAKE_LOG").filter("json"::equals).isPresent();
    }

    private void checkLog() {
        variable("COMMITLAKE_LOG")
                .filter(log -> !log.equals("json") && !log.equals("text"))
                .ifPresent(log -> {
                    throw CommitlakeException.settings("COMMITLAKE_LOG is \"" + log + "\": it should be text or json");
                });
    }

    /** The search path for programs, in the format of PATH. */
    public String searchPath() {
        return variable("PATH").orElse("");
    }

    private S3Access s3() {
        return new S3Access(
                variable("AWS_ENDPOINT_URL_S3")
                        .or(() -> variable("AWS_ENDPOINT_URL"))
                        .map(text -> parsed("AWS_ENDPOINT_URL_S3", text)),
                variable("AWS_REGION").or(() -> variable("AWS_DEFAULT_REGION")),
                variable("AWS_ACCESS_KEY_ID"),
                variable("AWS_SECRET_ACCESS_KEY").map(Secret::new),
                variable("AWS_SESSION_TOKEN").map(Secret::new));
    }

    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).map(String::strip).filter(value -> !value.isEmpty());
    }

    /** The names of the variables with a prefix. */
    Stream<String> namesFrom(String prefix) {
        return variables.keySet().stream().filter(name -> name.startsWith(prefix));
    }

    /** A secret: the value of a variable, or else the content of the file that another variable names. */
    Optional<String> secret(String name, String fileName) {
        return variable(name)
                .or(() -> fileOf(fileName).map(String::strip).map(secret -> {
                    if (secret.isEmpty()) {
                        throw CommitlakeException.settings(
                                fileName + " is " + variable(fileName).orElse("") + ", which is empty");
                    }
                    return secret;
                }));
    }

    /** The content of the file that a variable names. */
    Optional<String> fileOf(String name) {
        return variable(name).map(file -> {
            try {
                return Files.readString(Path.of(file));
            } catch (IOException failed) {
                throw CommitlakeException.settings(
                        name + " is " + file + ", which can't be read: " + FailureText.of(failed), failed);
            }
        });
    }

    /** A variable that is a URL. */
    Optional<URI> uri(String name) {
        return variable(name).map(text -> parsed(name, text));
    }

    private URI uri(String name, String otherwise) {
        return parsed(name, variable(name).orElse(otherwise));
    }

    private static URI parsed(String name, String text) {
        try {
            URI uri = URI.create(text);
            if (uri.getRawUserInfo() != null) {
                throw CommitlakeException.settings(
                        name + " is \"" + withoutUser(text) + "\": it must not contain a user or a password");
            }
            return uri;
        } catch (IllegalArgumentException invalid) {
            throw CommitlakeException.settings(
                    name + " is \"" + withoutUser(text) + "\": it should be a URL such as https://example.com");
        }
    }

    private static int whole(String name, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException invalid) {
            throw CommitlakeException.settings(name + " is \"" + text + "\": it should be a whole number");
        }
    }

    private Duration duration(String name, Duration otherwise) {
        return duration(name, otherwise, "a duration such as PT6H or PT90M");
    }

    private Duration duration(String name, Duration otherwise, String expected) {
        Optional<String> text = variable(name);
        try {
            Duration duration = text.map(Duration::parse).orElse(otherwise);
            if (duration.isPositive() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        } catch (DateTimeParseException invalid) {
            // Reported below.
        }
        throw CommitlakeException.settings(name + " is \"" + text.orElse("") + "\": it should be " + expected
                + ", of at most " + LONGEST.toDays() + " days");
    }

    private long bytes(String name, long otherwise) {
        Optional<String> text = variable(name);
        if (text.isEmpty()) {
            return otherwise;
        }
        return ByteSize.parse(text.get())
                .orElseThrow(() -> CommitlakeException.settings(
                        name + " is \"" + text.get() + "\": it should be a size such as 20GB or 500MB"));
    }

    /** Hides the user and password, which a URL may have before its host. */
    private static String withoutUser(String address) {
        return address.replaceAll("//[^/@]*@", "//***@");
    }
}
