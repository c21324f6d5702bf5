package io.commitlake.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsersTest {
    @Test
    void theNoreplyFormSaysItsNumber() {
        assertThat(Users.id("12345+octo@users.noreply.github.com")).hasValue(12345);
    }

    // The digests are of coreutils' sha1sum.
    @Test
    void othersHaveANumberFromTheirDigestUnlessItEndsWithZero() {
        assertThat(Users.id("ann@example.org")).hasValue(11_764_621);
        assertThat(Users.id("person45@example.org")).isEmpty();
    }
}
