package io.commitlake.ledger;

/**
 * A repository that was removed for good, and that no command may bring back.
 *
 * @param removed whether its removal is over; if not, each merge removes again what late workers have put
 */
public record ForgottenRepository(long repository, boolean removed) {}
