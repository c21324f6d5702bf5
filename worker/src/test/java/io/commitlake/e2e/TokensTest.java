package io.commitlake.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.commitlake.sandbox.control.Fault;
import io.commitlake.sandbox.control.Kind;
import io.commitlake.sandbox.control.Order;
import io.commitlake.sandbox.hub.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
    @TempDir
    Path folder;

    private House house(int graphQl) {
        return new House(
                        folder,
                        House.shipped(),
                        options -> options.withTokens(List.of("first-token-1", "second-token-2", "third-token-3"))
                                .withLimits(Limits.GITHUB.withToken(new Limits.Primary(5000, 30, graphQl))))
                .into(folder.resolve("dataset"));
    }

    @Test
    void allTokensOfVariableAndFileTakePart() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens"), "second-token-2\n\nthird-token-3 first-token-1\n");
        try (House house = house(5000)) {
            house.set("GITHUB_TOKENS", "first-token-1,").set("GITHUB_TOKENS_FILE", file.toString());
            house.track("renames", "small").ended(0);

            assertThat(house.commitlake("run").ended(0).out()).contains("token 1: ", "token 2: ", "token 3: ");
            assertThat(house.commitlake("status").ended(0).out())
                    .contains("token 1: ", "token 2: ", "token 3: ")
                    .contains(" of 5000 left until ");
            house.oracle("renames", 1000);
            house.oracle("small", 1001);
        }
    }

    @Test
    void aFileOfTokensThatIsNotThereIsNamed() {
        try (House house = house(5000)) {
            String none = folder.resolve("none").toString();
            assertThat(house.set("GITHUB_TOKENS_FILE", none)
                            .commitlake("status")
                            .ended(3)
                            .err())
                    .contains("GITHUB_TOKENS_FILE", none);
        }
    }

    @Test
    void aTokenThatIsRevokedLeavesAndTheOthersFinish() {
        try (House house = house(5000)) {
            house.track("renames", "small").ended(0);
            house.sandbox().order(Order.of(new Fault.Revoke(1)));

            house.commitlake("run").ended(0);
            house.oracle("renames", 1000);
            house.oracle("small", 1001);
        }
    }

    @Test
    void aWaitThatWouldBeTooLongEndsItAndNothingIsLost() {
        try (House house = house(2)) {
            house.set("GITHUB_TOKENS", "first-token-1").set("COMMITLAKE_MAX_WAIT", "PT1S");
            house.track("renames").ended(0); // the first of two
            House.Result spent = house.commitlake("run").ended(5);
            assertThat(spent.out() + spent.err())
                    .contains("COMMITLAKE_MAX_WAIT", "until ")
                    .doesNotContain("first-token-1");

            house.set("GITHUB_TOKENS", "first-token-1 second-token-2 third-token-3");
            house.commitlake("run").ended(0);
            house.oracle("renames", 1000);
        }
    }

    @Test
    void withoutATokenSmallRepositoriesAreExportedWithTheirAuthors() {
        try (House house = house(5000)) {
            house.set("GITHUB_TOKENS", "");
            house.track("renames").ended(0);
            House.Result run = house.commitlake("run").ended(0);

            assertThat(run.out()).contains("without a token: ");
            assertThat(house.sandbox().requests().of(Kind.GRAPHQL)).isZero();
            assertThat(house.sandbox().requests().total()).isLessThanOrEqualTo(60);
            house.oracle("renames", 1000);
        }
    }
}
