package io.commitlake.github.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Uses GitHub's link headers for a commit with 691 files and for a comparison of 431 commits. */
class LastPageTest {
    private static int lastPage(Map<String, String> headers) {
        return LastPage.of(new Exchange("GET", URI.create("https://api.github.com/x"), 200, headers, new byte[0]));
    }

    @Test
    void theFirstPageLinksToTheLast() {
        String commit =
                "https://api.github.com/repositories/657543062/commits/b83812aa76bb7c3c43da96fbf8aec1e45db87624";
        assertThat(lastPage(
                        Map.of("link", "<" + commit + "?page=2>; rel=\"next\", <" + commit + "?page=3>; rel=\"last\"")))
                .isEqualTo(3);
    }

    @Test
    void theLastPageMayLinkToItself() {
        String compare = "https://api.github.com/repositories/3710711/compare/1.0.0...3.2.0?per_page=100&page=";
        assertThat(lastPage(Map.of(
                        "link",
                        "<" + compare + "5>; rel=\"last\", <" + compare + "1>; rel=\"first\", <" + compare
                                + "4>; rel=\"prev\"")))
                .isEqualTo(5);
    }

    @Test
    void withoutALinkItIsTheOneAfterThePreviousPage() {
        assertThat(lastPage(Map.of(
                        "link",
                        "<https://api.github.com/x?per_page=100&page=2>; rel=\"prev\","
                                + " <https://api.github.com/x?per_page=100&page=1>; rel=\"first\"")))
                .isEqualTo(3);
    }

    @Test
    void aResponseWithoutLinksIsTheOnlyPage() {
        assertThat(lastPage(Map.of())).isEqualTo(1);
    }
}
