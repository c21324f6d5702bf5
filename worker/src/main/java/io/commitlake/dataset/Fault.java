package io.commitlake.dataset;

/**
 * Something in the dataset that isn't as it should be.
 *
 * @param file that it is in, by its key
 * @param what is wrong, with what was found and what should be there
 */
public record Fault(String file, String what) {}
