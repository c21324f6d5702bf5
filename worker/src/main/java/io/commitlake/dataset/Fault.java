package io.commitlake.dataset;

/**
 * Something in the dataset that isn't as promised.
 *
 * @param file its key, or a folder's
 * @param what as a person would say it, with the value found and the one expected
 */
public record Fault(String file, String what) {}
