package io.commitlake.sandbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UsersTest {
    @Test
    void aNoreplyAddressContainsTheId() {
        assertThat(Users.id("12345+octo@users.noreply.github.com")).hasValue(12345);
    }

    // The digests come from sha1sum of the GNU coreutils.
    @Test
    void anyOtherAddressHasAnIdFromItsDigestUnlessThatEndsWithZero() {
        assertThat(Users.id("ann@example.org")).hasValue(11_764_621);
        assertThat(Users.id("person45@example.org")).isEmpty();
    }

    @Test
    void noOneHasTheEmptyAddress() {
        assertThat(Users.id("")).isEmpty();
    }
}
