package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.github.Search;
import org.junit.jupiter.api.Tag;

/** Pages of GitHub's search. */
@Tag("jazzer")
class SearchFuzzTest {
    @FuzzTest
    void read(byte[] answer) {
        Foreign.read(() -> {
            Search.Page page = FuzzedGitHub.withToken(answer).search().page("stars:>=1", 1);
            Foreign.check(page.total() >= 0, "a search finds " + page.total() + " repositories");
        });
    }
}
