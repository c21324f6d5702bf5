package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SourceEstimateTest {
    private static SourceEstimate of(long commits, long kilobytes) {
        return new SourceEstimate(commits, 1, OptionalLong.of(kilobytes), false, false, OptionalLong.of(5000));
    }

    @Test
    void aFewCommitsOfALargeRepositoryComeFromTheApi() {
        assertThat(of(20, 500_000).apiIsCheaper()).isTrue();
        assertThat(of(20, 500_000).reason()).startsWith("api: 20 new commits").contains("500000 kB");
    }

    @Test
    void manyCommitsOfASmallRepositoryComeFromGit() {
        assertThat(of(2000, 5_000).apiIsCheaper()).isFalse();
        assertThat(of(2000, 5_000).reason()).startsWith("git: ");
    }

    /** Git fetches the trees and blobs of new commits alone. */
    @Test
    void aLaterExportCostsGitLessThanAFirstOne() {
        SourceEstimate first = new SourceEstimate(40, 0, OptionalLong.of(40_000), false, false, OptionalLong.of(5000));

        assertThat(of(40, 40_000).gitSeconds()).isLessThan(first.gitSeconds() / 2);
        assertThat(of(40, 40_000).apiIsCheaper()).isFalse();
        assertThat(first.apiIsCheaper()).isTrue();
        assertThat(of(1, 200).gitSeconds()).isEqualTo(1.04);
    }

    @Test
    void anExportMayUseAQuarterOfTheBudget() {
        SourceEstimate plenty =
                new SourceEstimate(100, 1, OptionalLong.of(9_000_000), false, false, OptionalLong.of(1000));
        SourceEstimate scarce =
                new SourceEstimate(100, 1, OptionalLong.of(9_000_000), false, false, OptionalLong.of(400));

        assertThat(plenty.apiIsCheaper()).isTrue();
        assertThat(scarce.apiIsCheaper()).isFalse();
    }

    /** One request reads many texts, so contents add few requests. */
    @Test
    void fileContentsCostRequestsOfTheApiButNotOfGit() {
        OptionalLong kilobytes = OptionalLong.of(50_000);
        SourceEstimate without = new SourceEstimate(25, 1, kilobytes, false, false, OptionalLong.of(5000));
        SourceEstimate with = new SourceEstimate(25, 1, kilobytes, false, true, OptionalLong.of(5000));

        assertThat(with.requests()).isEqualTo(without.requests() + 3);
        assertThat(with.gitSeconds()).isEqualTo(without.gitSeconds());
    }

    @Test
    void aRepositoryInTheCloneCacheComesFromGit() {
        assertThat(new SourceEstimate(40, 1, OptionalLong.of(500_000), true, false, OptionalLong.empty())
                        .apiIsCheaper())
                .isFalse();
        assertThat(new SourceEstimate(40, 1, OptionalLong.of(500_000), false, false, OptionalLong.empty())
                        .apiIsCheaper())
                .isTrue();
    }

    @Test
    void gitIsChosenForTheFirstExportOfASmallRepositoryWithoutARequest() {
        OptionalLong plenty = OptionalLong.of(5000);
        assertThat(SourceEstimate.gitReason(0, OptionalLong.of(3000), false, false, plenty))
                .hasValue("git: a first export of 3000 kB");
        assertThat(SourceEstimate.gitReason(0, OptionalLong.of(900_000), true, false, plenty))
                .hasValue("git: a first export of 900000 kB, cached");
        assertThat(SourceEstimate.gitReason(0, OptionalLong.of(900_000), false, false, plenty))
                .isEmpty();
        assertThat(SourceEstimate.gitReason(1, OptionalLong.of(3000), false, false, plenty))
                .isEmpty();
    }

    @Test
    void gitIsChosenWithoutARequestIfFewAreLeft() {
        assertThat(SourceEstimate.gitReason(1, OptionalLong.of(900_000), false, false, OptionalLong.of(20)))
                .hasValue("git: the tokens have 20 requests left");
        assertThat(SourceEstimate.gitReason(1, OptionalLong.of(900_000), false, false, OptionalLong.empty()))
                .isEmpty();
    }

    @Test
    void everyFrontierButTheLastCostsARequest() {
        assertThat(new SourceEstimate(1, 400, OptionalLong.of(20_000), false, false, OptionalLong.of(5000))
                        .apiIsCheaper())
                .isFalse();
        assertThat(new SourceEstimate(1, 2, OptionalLong.of(20_000), false, false, OptionalLong.of(5000))
                        .apiIsCheaper())
                .isTrue();
    }
}
