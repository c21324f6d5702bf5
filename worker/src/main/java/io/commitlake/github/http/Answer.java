package io.commitlake.github.http;

/**
 * An answer and what it means.
 *
 * @param token by number; 0 for none
 */
public record Answer(Exchange exchange, Verdict verdict, int token) {}
