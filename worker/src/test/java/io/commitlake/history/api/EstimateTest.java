package io.commitlake.history.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class EstimateTest {
    private static Estimate of(long commits, long kilobytes) {
        return new Estimate(commits, 1, OptionalLong.of(kilobytes), false, OptionalLong.of(5000));
    }

    @Test
    void aFewCommitsOfALargeRepositoryComeByTheApi() {
        assertThat(of(20, 500_000).apiIsCheaper()).isTrue();
        assertThat(of(20, 500_000).words()).startsWith("api: 20 new commits").contains("500000 kB");
    }

    @Test
    void manyCommitsOfASmallOneComeByGit() {
        assertThat(of(2000, 5_000).apiIsCheaper()).isFalse();
        assertThat(of(2000, 5_000).words()).startsWith("git: ");
    }

    @Test
    void aQuarterOfTheBudgetIsTheMost() {
        Estimate plenty = new Estimate(100, 1, OptionalLong.of(9_000_000), false, OptionalLong.of(1000));
        Estimate scarce = new Estimate(100, 1, OptionalLong.of(9_000_000), false, OptionalLong.of(400));

        assertThat(plenty.apiIsCheaper()).isTrue();
        assertThat(scarce.apiIsCheaper()).isFalse();
    }

    @Test
    void whatTheCacheHoldsIsFetchedByGit() {
        assertThat(new Estimate(40, 1, OptionalLong.of(500_000), true, OptionalLong.empty()).apiIsCheaper())
                .isFalse();
        assertThat(new Estimate(40, 1, OptionalLong.of(500_000), false, OptionalLong.empty()).apiIsCheaper())
                .isTrue();
    }

    @Test
    void manyFrontiersCostARequestEach() {
        assertThat(new Estimate(1, 400, OptionalLong.of(20_000), false, OptionalLong.of(5000)).apiIsCheaper())
                .isFalse();
        assertThat(new Estimate(1, 2, OptionalLong.of(20_000), false, OptionalLong.of(5000)).apiIsCheaper())
                .isTrue();
    }
}
