package io.commitlake.history.git.pack;

/**
 * An object of a pack.
 *
 * @param content the object's bytes, without a header; they must not be changed
 */
public record PackedObject(ObjectType type, byte[] content) {}
