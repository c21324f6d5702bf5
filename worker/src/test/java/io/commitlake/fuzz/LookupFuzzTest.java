package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.dataset.parquet.Micros;
import io.commitlake.github.GitHub;
import io.commitlake.github.Lookup;
import io.commitlake.github.RemoteRepository;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** GraphQL's and REST's answers to lookups of repositories. */
@Tag("jazzer")
class LookupFuzzTest {
    @FuzzTest
    void read(byte[] answer) {
        GitHub github = FuzzedGitHub.withToken(answer).client();
        Foreign.read(() -> check(github.lookUp(List.of(FuzzedGitHub.REPOSITORY)), 7));
        Foreign.read(() -> check(github.byName(List.of("o/r")), 0));
        GitHub anonymous = FuzzedGitHub.withoutToken(answer).client();
        Foreign.read(() -> check(anonymous.lookUp(List.of(FuzzedGitHub.REPOSITORY)), 0));
        Foreign.read(() -> check(anonymous.byName(List.of("o/r")), 0));
    }

    private static void check(List<Lookup> lookups, long id) {
        Foreign.check(lookups.size() == 1, "one lookup has " + lookups.size() + " results");
        if (lookups.getFirst() instanceof Lookup.Found(RemoteRepository found)) {
            Foreign.check(id == 0 || found.id() == id, "repository " + found.id() + " is found for " + id);
            Foreign.check(found.diskKilobytes() >= 0, "a repository takes " + found.diskKilobytes() + " kilobytes");
            // A row of the dataset must hold the time.
            Micros.of(found.createdAt());
            found.details().pushedAt().ifPresent(Micros::of);
        }
    }
}
