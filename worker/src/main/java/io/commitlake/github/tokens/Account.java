package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One token, or the caller without one: what it may ask, and whether it rests. Not safe for threads: {@link Turns}
 * holds the lock.
 */
final class Account {
    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;

    private final int number;
    private final Optional<Credential> credential;
    private final Map<Resource, Allowance> allowances = new EnumMap<>(Resource.class);
    private Instant restsUntil = Instant.MIN;
    private Instant lastLimited = Instant.MIN;
    private int limitedInARow;
    private boolean failing;
    private boolean left;

    /** The number is 0 for the caller without a token. */
    Account(int number, Optional<Credential> credential) {
        this.number = number;
        this.credential = credential;
        for (Resource resource : Resource.values()) {
            allowances.put(resource, new Allowance(resource));
        }
    }

    int number() {
        return number;
    }

    Optional<Credential> credential() {
        return credential;
    }

    boolean hasLeft() {
        return left;
    }

    void leave() {
        left = true;
    }

    boolean mayAsk(Resource resource) {
        return !left && (credential.isPresent() || resource.takesAnonymous());
    }

    Allowance of(Resource resource) {
        return Objects.requireNonNull(allowances.get(resource));
    }

    Instant freeAt(Resource resource, Instant now) {
        Instant allowed = of(resource).freeAt(now);
        return allowed.isAfter(restsUntil) ? allowed : restsUntil;
    }

    /** Why it isn't free. */
    Reason restsFor(Resource resource, Instant now) {
        if (of(resource).freeAt(now).isAfter(restsUntil)) {
            return of(resource).spent(now) ? Reason.SPENT : Reason.LIMITED;
        }
        return failing ? Reason.NOT_GIVEN : Reason.LIMITED;
    }

    boolean busy(Resource resource, Instant now) {
        return of(resource).busy(now, resource.atOnceAfter(Math.min(limitedInARow, MOST_DOUBLINGS)));
    }

    /** Whether its token couldn't be had when it was last wanted. */
    boolean failing() {
        return failing;
    }

    /** Its token can't be had before this moment. */
    void fails(Instant until) {
        failing = true;
        restsUntil = until.isAfter(restsUntil) ? until : restsUntil;
    }

    /** Its token was given. */
    void works() {
        failing = false;
    }

    /** An answer to what was begun then; one that was on its way before the last limit says nothing of it. */
    void good(Instant begun) {
        if (begun.isAfter(lastLimited)) {
            limitedInARow = 0;
        }
    }

    /**
     * Rests. Without a time it is a minute, and twice as long each time in a row; those that were on their way
     * together count once.
     *
     * @param begun when the request was begun that met the limit
     * @return until when
     */
    Instant limited(Optional<Instant> until, Instant begun, Instant now) {
        if (begun.isAfter(lastLimited)) {
            lastLimited = now;
            Instant rest = until.orElseGet(
                    () -> now.plus(FIRST_REST.multipliedBy(1L << Math.min(limitedInARow, MOST_DOUBLINGS))));
            limitedInARow++;
            restsUntil = rest.isAfter(restsUntil) ? rest : restsUntil;
        } else if (until.isPresent() && until.get().isAfter(restsUntil)) {
            restsUntil = until.get();
        }
        return restsUntil;
    }
}
