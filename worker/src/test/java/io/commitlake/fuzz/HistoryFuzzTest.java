package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.history.Deadline;
import io.commitlake.history.FetchOutcome;
import io.commitlake.history.FetchProgress;
import io.commitlake.history.History;
import io.commitlake.history.HistorySource;
import io.commitlake.history.NewCommits;
import io.commitlake.history.Remote;
import io.commitlake.history.api.ApiSource;
import io.commitlake.history.api.Pages;
import io.commitlake.model.CommitlakeException;
import io.commitlake.model.Json;
import io.commitlake.model.commit.CommitPath;
import io.commitlake.model.commit.FileVersion;
import io.commitlake.model.commit.SizedVersion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** REST's lists, comparisons, commits and blobs, in one object by these names. */
@Tag("jazzer")
class HistoryFuzzTest {
    /** The commit of the seeds. */
    private static final String HEAD = "da78ae0dcd50b587e1cbfb4a24a883e96a18e89a";

    private static final SizedVersion EMPTY =
            new SizedVersion(new FileVersion("100644", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"), OptionalLong.of(0));
    private static final Remote REMOTE = new Remote(
            7, Optional.of("R_7"), OptionalLong.empty(), URI.create("https://github.com/o/r"), Optional.empty());

    /** Git, which supplies what the API doesn't know for certain. */
    private static final HistorySource NO_GIT = new HistorySource() {
        @Override
        public String format() {
            return "1";
        }

        @Override
        public FetchOutcome fetch(
                Remote remote,
                String head,
                List<String> frontiers,
                Path folder,
                Deadline deadline,
                FetchProgress progress) {
            throw CommitlakeException.repository("Git is asked");
        }
    };

    @TempDir
    private static Path folder;

    @FuzzTest
    void read(byte[] answers) {
        JsonNode body;
        try {
            body = Json.tree(answers);
        } catch (JacksonException unreadable) {
            return; // the client has refused it
        }
        for (List<String> frontiers : List.of(List.<String>of(), List.of("b".repeat(40)))) {
            Foreign.read(() -> read(new ApiSource(new Answers(body), NO_GIT), frontiers));
        }
    }

    private static void read(ApiSource source, List<String> frontiers) {
        Deadline deadline = Deadline.after(Duration.ofDays(1));
        if (source.fetch(REMOTE, HEAD, frontiers, folder, deadline, FetchProgress.NONE)
                instanceof FetchOutcome.Here(History history, List<String> lost)) {
            history.tipBefore(HEAD, FuzzedGitHub.CLOCK.instant());
            NewCommits commits = history.newCommits(HEAD, frontiers, Optional.empty());
            commits.spans().forEach(span -> commits.read(span, email -> OptionalLong.empty(), commit -> {}));
        }
    }

    private record Answers(JsonNode body) implements Pages {
        @Override
        public Page get(Remote remote, String path) {
            String name = path.startsWith("/compare/")
                    ? "comparison"
                    : path.startsWith("/git/blobs/") ? "blob" : path.startsWith("/commits/") ? "commit" : "list";
            return new Page(body.path(name), 1);
        }

        @Override
        public Map<CommitPath, SizedVersion> files(Remote remote, List<CommitPath> files) {
            Map<CommitPath, SizedVersion> versions = new HashMap<>();
            files.forEach(file -> versions.put(file, EMPTY));
            return versions;
        }
    }
}
