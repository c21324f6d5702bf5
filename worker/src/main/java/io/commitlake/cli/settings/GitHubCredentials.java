package io.commitlake.cli.settings;

import io.commitlake.github.app.AppAccess;
import io.commitlake.github.app.AppIdentity;
import io.commitlake.github.app.AppKey;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.secret.Secret;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the credentials for GitHub from the environment. */
final class GitHubCredentials {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
    private static final String ID = "GITHUB_APP_ID";
    private static final String INSTALLATION = "GITHUB_APP_INSTALLATION_ID";
    private static final String KEY = "GITHUB_APP_PRIVATE_KEY_FILE";

    private final Environment environment;

    GitHubCredentials(Environment environment) {
        this.environment = environment;
    }

    /**
     * The tokens of GITHUB_TOKENS, then those of GITHUB_TOKENS_FILE, each once. A variable that is set but holds no
     * token is an error, so that requests are never anonymous by mistake.
     */
    List<Secret> tokens() {
        Stream<String> texts = Stream.concat(
                environment.variable("GITHUB_TOKENS").stream(), environment.fileOf("GITHUB_TOKENS_FILE").stream());
        List<Secret> tokens = texts.flatMap(text -> words(text).stream())
                .distinct()
                .map(Secret::new)
                .toList();
        Stream.of("GITHUB_TOKENS", "GITHUB_TOKENS_FILE")
                .filter(name -> tokens.isEmpty() && environment.variable(name).isPresent())
                .findFirst()
                .ifPresent(name -> {
                    throw CommitlakeException.settings(name + " is set but holds no token: give it tokens, separated by"
                            + " commas, spaces or newlines, or unset it to use GitHub without a token");
                });
        return tokens;
    }

    /** The GitHub App; empty if none of its three variables is set. Setting only some of them is an error. */
    Optional<AppAccess> app() {
        if (Stream.of(ID, INSTALLATION, KEY)
                .allMatch(name -> environment.variable(name).isEmpty())) {
            return Optional.empty();
        }
        AppKey key = AppKey.read(Path.of(required(KEY)));
        List<String> installations = words(required(INSTALLATION));
        for (String installation : installations) {
            if (!NUMBER.matcher(installation).matches()) {
                throw CommitlakeException.settings(INSTALLATION + " is \"" + installation
                        + "\": it should be the number at the end of the installation's URL");
            }
        }
        return Optional.of(new AppAccess(new AppIdentity(required(ID), key), installations));
    }

    private String required(String name) {
        return environment
                .variable(name)
                .orElseThrow(() -> CommitlakeException.settings(
                        name + " isn't set: a GitHub App needs " + ID + ", " + INSTALLATION + " and " + KEY));
    }

    static List<String> words(String text) {
        return Arrays.stream(text.split("[,\\s]+"))
                .filter(word -> !word.isBlank())
                .toList();
    }
}
