package io.commitlake.github.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.commitlake.model.secret.Secret;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LostTokenTest {
    /** Fails with an OutOfMemoryError the first time, and returns its token the second time. */
    private static final class OutOfMemoryCredential implements Credential {
        private boolean failed;

        @Override
        public Grant token() {
            if (!failed) {
                failed = true;
                throw new OutOfMemoryError("Java heap space");
            }
            return new Grant.Token(new Secret("t0ken"));
        }

        @Override
        public boolean refused(Optional<Secret> sent) {
            return false;
        }
    }

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void anErrorInACredentialFreesTheTokenForTheNextRequest() {
        Clock clock = Clock.systemUTC();
        TokenPool tokens = new TokenPool(List.of(new OutOfMemoryCredential()), clock, Duration.ofHours(1));

        assertThatThrownBy(() -> lease(tokens)).isInstanceOf(OutOfMemoryError.class);
        assertThat(lease(tokens)).isPresent();
    }

    private static Optional<TokenLease> lease(TokenPool tokens) {
        return tokens.lease(
                Resource.CORE, Optional.of("1"), Set.of(), tokens.clock().instant());
    }
}
