package io.commitlake.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.commitlake.ledger.UserIds;
import io.commitlake.model.commit.EmailUse;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** GraphQL's and REST's answers to lookups of users. */
@Tag("jazzer")
class UsersFuzzTest {
    private static final Map<String, EmailUse> EMAILS =
            Map.of("a@example.com", new EmailUse(EmailUse.Role.AUTHOR, "a".repeat(40)));

    @FuzzTest
    void read(byte[] answer) {
        Foreign.read(() -> UserIds.of(FuzzedGitHub.withToken(answer).client().users(FuzzedGitHub.REPOSITORY, EMAILS)));
        Foreign.read(
                () -> UserIds.of(FuzzedGitHub.withoutToken(answer).client().users(FuzzedGitHub.REPOSITORY, EMAILS)));
    }
}
