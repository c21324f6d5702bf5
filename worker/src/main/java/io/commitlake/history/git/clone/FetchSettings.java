package io.commitlake.history.git.clone;

import io.commitlake.history.Remote;
import io.commitlake.history.git.plumbing.BareRepository;
import io.commitlake.history.git.plumbing.Git;
import io.commitlake.model.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How Git talks to a server: HTTPS only, without redirects, hooks and prompts, and with the token in the environment. */
record FetchSettings(Remote remote) {
    /** The size of a repository for which starting threads takes longer than indexing its pack. */
    private static final long SMALL_KILOBYTES = 1000;

    /** A command that works on the repository with these settings. */
    Git.Command command(BareRepository repository, List<String> arguments) {
        List<String> line = new ArrayList<>(options(repository));
        line.addAll(arguments);
        return repository.command(line.toArray(String[]::new)).withEnvironment(environment());
    }

    /** Git's own helper for HTTP, which takes commands from its standard input. */
    Git.Command helper(BareRepository repository) {
        String url = remote.url().toString();
        return command(repository, List.of("remote-" + remote.url().getScheme(), url, url))
                .withInputPipe();
    }

    URI url() {
        return remote.url();
    }

    /** The number of threads that index a pack. */
    int threads(BareRepository repository) {
        return remote.kilobytes().orElse(Long.MAX_VALUE) <= SMALL_KILOBYTES
                ? 1
                : repository.limits().memory().lanes();
    }

    private List<String> options(BareRepository repository) {
        return List.of(
                "-c",
                "protocol.allow=never",
                "-c",
                "protocol.https.allow=always",
                "-c",
                "protocol.http.allow=" + ("http".equals(remote.url().getScheme()) ? "always" : "never"),
                "-c",
                "core.hooksPath=/dev/null",
                "-c",
                "core.askPass=",
                "-c",
                "credential.helper=",
                "-c",
                "gc.auto=0",
                // After a redirect, Git would send the token to the new address with every further request.
                "-c",
                "http.followRedirects=false",
                "-c",
                "fetch.unpackLimit=1",
                // The repository is thrown away, and the clone cache verifies the packs that it keeps.
                "-c",
                "core.fsync=none",
                // Git doesn't know a container's limits. Each of its indexing threads has its own cache, and it reads
                // an undeltified blob whole up to this size.
                "-c",
                "pack.threads=" + threads(repository),
                "-c",
                "core.bigFileThreshold=32m",
                // Give up on a server that stays silent for a minute.
                "-c",
                "http.lowSpeedLimit=1",
                "-c",
                "http.lowSpeedTime=60");
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new LinkedHashMap<>();
        remote.token().map(Secret::value).ifPresent(token -> {
            String basic =
                    Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
            environment.put("GIT_CONFIG_COUNT", "1");
            environment.put("GIT_CONFIG_KEY_0", "http." + remote.url().resolve("/") + ".extraHeader");
            environment.put("GIT_CONFIG_VALUE_0", "Authorization: Basic " + basic);
        });
        return environment;
    }
}
