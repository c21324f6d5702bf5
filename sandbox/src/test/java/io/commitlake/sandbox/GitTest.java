package io.commitlake.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GitTest {
    @TempDir
    Path folder = Path.of("");

    private Histories histories;
    private Sandbox sandbox;
    private String server;

    @BeforeEach
    void start() {
        histories = Histories.in(folder);
        histories.writeRepositoriesJson("""
                {"beta": {"formerNames": ["old/beta"], "stars": 7}}""");
        sandbox = Sandbox.start(Options.of(histories.folder()));
        server = sandbox.server().toString();
    }

    @AfterEach
    void stop() {
        sandbox.close();
    }

    @Test
    void gitClonesByProtocolsTwoAndZero() {
        for (String version : new String[] {"2", "0"}) {
            Path clone = folder.resolve("clone" + version);
            Shell.git(
                    folder,
                    "-c",
                    "protocol.version=" + version,
                    "clone",
                    "-q",
                    "--bare",
                    server + "/sandbox/alpha",
                    clone.toString());
            assertThat(Shell.git(clone, "rev-parse", "main")).isEqualTo(histories.git("rev-parse", "main"));
        }
    }

    @Test
    void gitClonesABundleByItsNameAndItsFormerName() {
        for (String name : new String[] {"sandbox/beta.git", "old/beta"}) {
            Path clone = folder.resolve("clone-" + name.replace('/', '-'));
            Shell.git(folder, "clone", "-q", "--bare", server + "/" + name, clone.toString());
            assertThat(Shell.git(clone, "rev-parse", "main")).isEqualTo(histories.git("rev-parse", "main"));
        }
    }

    @Test
    void anyShaCanBeFetchedEvenIfNoBranchReachesIt() {
        String tree = histories.git("rev-parse", "main^{tree}");
        String lonely = histories.git("commit-tree", tree, "-m", "on no branch");
        Path into = folder.resolve("lonely.git");
        Shell.git(folder, "init", "-q", "--bare", into.toString());
        Shell.git(into, "fetch", "-q", "--no-tags", server + "/sandbox/alpha.git", lonely);
        assertThat(Shell.git(into, "cat-file", "-t", lonely)).isEqualTo("commit");
    }

    @Test
    void aCloneCanLeaveBlobsOut() {
        Path clone = folder.resolve("blobless");
        Shell.git(folder, "clone", "-q", "--bare", "--filter=blob:none", server + "/sandbox/alpha", clone.toString());
        assertThat(Shell.git(clone, "rev-list", "--objects", "--missing=print", "main"))
                .contains("?");
    }

    @Test
    void aKnownTokenIsAcceptedAndAWrongOneRefused() {
        assertThat(ask("/sandbox/alpha", new Client(sandbox).token()).exit()).isZero();
        assertThat(ask("/sandbox/alpha", "wrong").err()).contains("could not read Username");
    }

    @Test
    void aMissingRepositoryAsksStrangersForATokenAndIsNotFoundWithOne() {
        assertThat(Shell.tryGit(folder, Map.of(), "ls-remote", server + "/sandbox/nothing")
                        .err())
                .contains("could not read Username");
        assertThat(ask("/sandbox/nothing", new Client(sandbox).token()).err()).contains("not found");
    }

    @Test
    void aPushIsRefused() {
        assertThat(Shell.tryGit(histories.alpha(), Map.of(), "push", server + "/sandbox/alpha", "main:other")
                        .err())
                .contains("403");
    }

    /** Passes the token as the worker does: in the environment, never on a command line. */
    private Shell.Result ask(String path, String token) {
        String pair = Base64.getEncoder().encodeToString(("x-access-token:" + token).getBytes(StandardCharsets.UTF_8));
        return Shell.tryGit(
                folder,
                Map.of(
                        "GIT_CONFIG_COUNT", "1",
                        "GIT_CONFIG_KEY_0", "http.extraHeader",
                        "GIT_CONFIG_VALUE_0", "Authorization: Basic " + pair),
                "ls-remote",
                server + path);
    }
}
