package io.commitlake.dataset;

/**
 * A place where the dataset breaks a promise.
 *
 * @param file the key of the file or folder
 * @param what the fault in words, with the value found and the one expected
 */
public record Fault(String file, String what) {}
