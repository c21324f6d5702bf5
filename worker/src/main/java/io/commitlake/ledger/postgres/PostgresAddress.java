package io.commitlake.ledger.postgres;

import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.KnownSecrets;
import io.commitlake.model.secret.Secret;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The address of a ledger in PostgreSQL, and how to connect to it.
 *
 * @param servers {@code host:port}, or several of these with commas, of which one is the primary server
 * @param database the database
 * @param schema the schema with the ledger's tables; each dataset has a schema of its own
 * @param parameters the driver's other parameters; only the connection may see them
 * @param user the user; empty for the driver's default
 * @param password the user's password, if the server asks for one
 */
public record PostgresAddress(
        String servers,
        String database,
        String schema,
        SequencedMap<String, String> parameters,
        Optional<String> user,
        Optional<Secret> password) {
    public static final String PREFIX = "jdbc:postgresql://";

    private static final String SCHEMA = "commitlake";
    private static final Pattern URL =
            Pattern.compile(Pattern.quote(PREFIX) + "([^/?#]+)/([^/?#@\\s]+)(?:\\?([^#]*))?");
    private static final Pattern SERVER = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::(\\d{1,5}))?");
    /** Names that need no quotes in SQL. */
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    public PostgresAddress {
        parameters = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(parameters));
    }

    /**
     * Reads the driver's form of an address. The messages of its exceptions don't show the text, which may have a
     * password in it.
     *
     * @param url {@code jdbc:postgresql://host:port/database?currentSchema=schema}
     * @param user the user, unless the URL has one as {@code user}
     * @param password the password, unless the URL has one as {@code password}
     */
    public static PostgresAddress parse(String url, Optional<String> user, Optional<Secret> password) {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw CommitlakeException.settings("the ledger's address isn't of the form " + PREFIX
                    + "host:port/database?currentSchema=schema, without a user before the host");
        }
        SequencedMap<String, String> parameters = parameters(Optional.ofNullable(parts.group(3)));
        parameters.forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).contains("password")) {
                KnownSecrets.add(value);
            }
        });
        String schema = Optional.ofNullable(parameters.remove("currentSchema")).orElse(SCHEMA);
        if (!PLAIN_NAME.matcher(schema).matches()) {
            throw CommitlakeException.settings("the ledger's schema is \"" + schema
                    + "\": it should be one name of lower-case letters, digits and underscores");
        }
        Optional<String> urlUser = Optional.ofNullable(parameters.remove("user"));
        Optional<Secret> urlPassword = Optional.ofNullable(parameters.remove("password"))
                .filter(text -> !text.isBlank())
                .map(Secret::new);
        return new PostgresAddress(
                servers(parts.group(1)),
                parts.group(2),
                schema,
                parameters,
                urlUser.or(() -> user),
                urlPassword.or(() -> password));
    }

    /** The place as the dataset records it: servers, database and schema, without user, password or other parameters. */
    public String place() {
        return PREFIX + servers + "/" + database + "?currentSchema=" + schema;
    }

    /** {@code host} as {@code host:5432}, so that both are the same place. */
    private static String servers(String text) {
        return java.util.Arrays.stream(text.split(",", -1))
                .map(server -> {
                    Matcher parts = SERVER.matcher(server);
                    if (!parts.matches()) {
                        throw CommitlakeException.settings("the ledger's address has a server that isn't of the form"
                                + " host:port, without a user before the host");
                    }
                    String port = Optional.ofNullable(parts.group(2)).orElse("5432");
                    return parts.group(1).toLowerCase(Locale.ROOT) + ":" + port;
                })
                .collect(Collectors.joining(","));
    }

    private static SequencedMap<String, String> parameters(Optional<String> query) {
        SequencedMap<String, String> parameters = new LinkedHashMap<>();
        for (String parameter : query.orElse("").split("&", -1)) {
            int equals = parameter.indexOf('=');
            if (equals > 0) {
                String name = parameter.substring(0, equals);
                parameters.put(name, decoded(parameter.substring(equals + 1)));
            } else if (!parameter.isEmpty()) {
                parameters.put(parameter, "");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException invalid) {
            throw CommitlakeException.settings(
                    "the ledger's address has a % that isn't followed by two hexadecimal digits: write % as %25");
        }
    }

    /** Shows the place alone. */
    @Override
    public String toString() {
        return place();
    }
}
