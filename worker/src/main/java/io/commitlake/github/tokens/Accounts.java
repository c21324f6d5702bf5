package io.commitlake.github.tokens;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The book of all tokens that were given, numbered from 1, and of the caller without one: what each has spent and has
 * left of each resource. Not safe for threads: {@link Turns} holds the lock.
 */
final class Accounts {
    private final List<Account> given = new ArrayList<>();
    private final Account anonymous = new Account(0, Optional.empty());

    Accounts(List<? extends Credential> credentials) {
        for (Credential credential : credentials) {
            given.add(new Account(given.size() + 1, Optional.of(credential)));
        }
    }

    List<Account> given() {
        return given;
    }

    /** The caller without a token. */
    Account anonymous() {
        return anonymous;
    }

    /** By its number; 0 is the caller without a token. */
    Account of(int number) {
        return number == 0 ? anonymous : given.get(number - 1);
    }

    /** What all together may ask of a resource, a window that is over being full; empty where none was read. */
    OptionalLong left(Resource resource, Instant now) {
        long[] known = (given.isEmpty() ? Stream.of(anonymous) : given.stream())
                .filter(account -> account.mayAsk(resource))
                .flatMapToLong(account -> account.of(resource).known(now).stream())
                .toArray();
        return known.length == 0
                ? OptionalLong.empty()
                : OptionalLong.of(Arrays.stream(known).sum());
    }

    /** What each was used for; the caller without a token where there was any use of it. */
    List<TokenUse> uses(Instant now) {
        List<TokenUse> uses = new ArrayList<>();
        given.forEach(account -> uses.add(TokenUse.of(account, now)));
        TokenUse without = TokenUse.of(anonymous, now);
        if (!without.requests().isEmpty()) {
            uses.add(without);
        }
        return uses;
    }
}
