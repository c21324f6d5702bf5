package io.commitlake.sandbox.hub;

import java.security.PublicKey;

/**
 * A GitHub App that is installed here.
 *
 * @param id who its JSON web tokens must say issued them
 * @param key the public half of the RSA key that signs them
 */
public record App(String id, long installation, PublicKey key) {}
