package io.commitlake.history.object;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.model.commit.EmailUse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EmailUsesTest {
    private static final String ONE = "1".repeat(40);
    private static final String TWO = "2".repeat(40);
    private static final String THREE = "3".repeat(40);

    private final EmailUses uses = new EmailUses();

    private void add(String sha, String author, String committer) {
        RawCommit object = RawCommit.parse("tree %s\nauthor A <%s> 1 +0000\ncommitter C <%s> 1 +0000\n\n"
                .formatted(ONE, author, committer)
                .getBytes(StandardCharsets.UTF_8));
        uses.add(sha, object.author(), object.committer());
    }

    /** So each e-mail is asked once, and every run asks about the same commit. */
    @Test
    void eachEmailHasOneUseWhateverTheOrderOfTheCommits() {
        add(THREE, "both@b", "both@b");
        add(ONE, "author@b", "both@b");
        add(TWO, "both@b", "committer@b");

        assertThat(uses.first())
                .isEqualTo(Map.of(
                        "author@b", new EmailUse(EmailUse.Role.AUTHOR, ONE),
                        "both@b", new EmailUse(EmailUse.Role.AUTHOR, TWO),
                        "committer@b", new EmailUse(EmailUse.Role.COMMITTER, TWO)));
    }

    @Test
    void aPersonWithoutAnEmailIsNotAsked() {
        add(ONE, "", "");

        assertThat(uses.first()).isEmpty();
    }
}
