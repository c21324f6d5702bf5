package io.commitlake.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Tokens.Caller ONE = new Tokens.Caller.Known(0);
    private static final Tokens.Caller OTHER = new Tokens.Caller.Known(1);

    private final MovableClock clock = new MovableClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));

    @Test
    void restAndGraphQlShareTheLimitOfOpenRequests() {
        Throttle throttle = new Throttle(clock, new Limits.Secondary(2, 100, 100, Duration.ofSeconds(60)));
        assertThat(throttle.enter(ONE, Budgets.Resource.CORE)).isEmpty();
        assertThat(throttle.enter(ONE, Budgets.Resource.GRAPHQL)).isEmpty();
        assertThat(throttle.enter(ONE, Budgets.Resource.SEARCH)).hasValue(Duration.ofSeconds(60));
        assertThat(throttle.enter(OTHER, Budgets.Resource.CORE)).isEmpty();
        throttle.leave(ONE);
        assertThat(throttle.enter(ONE, Budgets.Resource.SEARCH)).isEmpty();
        assertThat(throttle.enter(ONE, Budgets.Resource.SEARCH)).isPresent();
    }

    @Test
    void pointsAreRestoredAfterAMinute() {
        Throttle throttle = new Throttle(clock, new Limits.Secondary(100, 2, 1, Duration.ofSeconds(60)));
        assertThat(throttle.enter(ONE, Budgets.Resource.CORE)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        assertThat(throttle.enter(ONE, Budgets.Resource.SEARCH)).isEmpty();
        assertThat(throttle.enter(ONE, Budgets.Resource.CORE)).hasValue(Duration.ofSeconds(51));
        assertThat(throttle.enter(ONE, Budgets.Resource.GRAPHQL)).isEmpty();
        clock.advance(Duration.ofSeconds(50));
        assertThat(throttle.enter(ONE, Budgets.Resource.CORE)).isEmpty();
    }
}
