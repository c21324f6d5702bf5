package io.commitlake.github.tokens;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The state of one token, or of anonymous access: its allowances, and whether it rests. Not thread-safe:
 * {@link TokenQueue} holds the lock.
 */
final class TokenState {
    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final int MAX_DOUBLINGS = 6;

    private final int number;
    private final Optional<Credential> credential;
    private final Map<Resource, Allowance> allowances = new EnumMap<>(Resource.class);
    private Instant restsUntil = Instant.MIN;
    private Instant lastLimited = Instant.MIN;
    private int limitedInARow;
    private boolean unavailable;
    private boolean removed;

    /** Creates the state of token {@code number}, counted from 1; 0 stands for anonymous access. */
    TokenState(int number, Optional<Credential> credential) {
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

    boolean isRemoved() {
        return removed;
    }

    void remove() {
        removed = true;
    }

    boolean canUse(Resource resource) {
        return !removed && (credential.isPresent() || resource.allowsAnonymous());
    }

    Allowance allowance(Resource resource) {
        return Objects.requireNonNull(allowances.get(resource));
    }

    Instant freeAt(Resource resource, Instant now) {
        Instant allowed = allowance(resource).freeAt(now);
        return allowed.isAfter(restsUntil) ? allowed : restsUntil;
    }

    /** Why the token isn't free for a resource now. */
    RestReason restReason(Resource resource, Instant now) {
        if (allowance(resource).freeAt(now).isAfter(restsUntil)) {
            return allowance(resource).isSpent(now) ? RestReason.SPENT : RestReason.LIMITED;
        }
        return unavailable ? RestReason.NOT_ISSUED : RestReason.LIMITED;
    }

    boolean isBusy(Resource resource, Instant now) {
        return allowance(resource).isBusy(now, resource.maxConcurrentAfter(Math.min(limitedInARow, MAX_DOUBLINGS)));
    }

    /** Whether the last attempt to obtain the token from GitHub failed. */
    boolean isUnavailable() {
        return unavailable;
    }

    /** Rests until the next attempt to obtain the token from GitHub. */
    void markUnavailable(Instant until) {
        unavailable = true;
        restsUntil = until.isAfter(restsUntil) ? until : restsUntil;
    }

    void markAvailable() {
        unavailable = false;
    }

    /**
     * Records a request that met no limit. It ends the series of limits only if it started after the last one.
     */
    void succeeded(Instant begun) {
        if (begun.isAfter(lastLimited)) {
            limitedInARow = 0;
        }
    }

    /**
     * Rests after a secondary limit. If the response gives no time, the rest lasts a minute and doubles with each limit
     * in a series. Limits met by requests that ran concurrently count once.
     *
     * @param until the end of the rest; empty if the response gives none
     * @param begun the start of the request that met the limit
     * @return the end of the rest
     */
    Instant limited(Optional<Instant> until, Instant begun, Instant now) {
        if (begun.isAfter(lastLimited)) {
            lastLimited = now;
            Instant rest = until.orElseGet(
                    () -> now.plus(FIRST_REST.multipliedBy(1L << Math.min(limitedInARow, MAX_DOUBLINGS))));
            limitedInARow++;
            restsUntil = rest.isAfter(restsUntil) ? rest : restsUntil;
        } else if (until.isPresent() && until.get().isAfter(restsUntil)) {
            restsUntil = until.get();
        }
        return restsUntil;
    }
}
